/* bringup: holds */
/* Arrays of arrays and of bytes, jumps into loops, statics of one name. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

struct item {
	int id;
	u8 tags[2];
};

static int grid[2][3] = { { 1, 2, 3 }, { 4 } };
static struct item items[2] = { { 1, { 2, 3 } }, { 4, { 5 } } };
static u32 whole = 0x01020304;
static int row, turns, result;

static int next(int first)
{
	if (first) {
		static int n;

		return ++n;
	} else {
		static int n = 5;

		return ++n;
	}
}

BRINGUP_TASK(computes)
{
	int i = 0;

	row = 1;
	grid[0][1] = 7;
	grid[row][2] = 8;
	BRINGUP_REQUIRE(Grid, grid[1][0] == 4 && grid[0][1] == 7);
	BRINGUP_REQUIRE(Row, grid[row][2] == 8 && !grid[row][1]);
	items[0].tags[0] = 9;
	items[1] = items[0];
	BRINGUP_REQUIRE(Copied, items[1].tags[0] == 9 && items[1].tags[1] == 3);
	memset(grid, 0, sizeof(grid));
	BRINGUP_REQUIRE(Cleared, !grid[0][0] && !grid[row][2]);
	BRINGUP_REQUIRE(LowBits, *(u8 *)&whole == 4);
	goto inside;
	while (i < 3) {
		turns += 10;
inside:
		turns++;
		i++;
	}
	BRINGUP_REQUIRE(Inside, turns == 23);
	i = 0;
	items[i++].id = 3;
	BRINGUP_REQUIRE(Once, items[0].id == 3 && i == 1);
	switch (row) {
		int jumped_over;
	case 1:
		jumped_over = 6;
		turns = jumped_over;
	}
	BRINGUP_REQUIRE(JumpedOver, turns == 6);
	result = next(1) + next(0);
	BRINGUP_REQUIRE(OwnStatics, result == 7);
}

BRINGUP_SOMETIMES(Seven, result == 7);
