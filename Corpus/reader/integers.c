/* bringup: holds */
/* Widths and signs are those of C on x86-64. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

static u8 small;
static s8 negative;
static u32 wide;
static unsigned int mixed;

BRINGUP_TASK(counts)
{
	small = 250;
	small += 10;
	BRINGUP_REQUIRE(CutOff, small == 4);
	negative = 0x80;
	BRINGUP_REQUIRE(Signed, negative == -128 && negative < small);
	wide = 0;
	wide--;
	BRINGUP_REQUIRE(WrapsAround, wide == U32_MAX && wide > 0);
	mixed = -1;
	BRINGUP_REQUIRE(Unsigned, mixed > 5 && (int)mixed < 0);
	BRINGUP_REQUIRE(Halved, mixed / 2 == 0x7fffffff && mixed >> 28 == 15);
	BRINGUP_REQUIRE(Promoted, (u8)~small == 0xfb && ~small == -5);
	BRINGUP_REQUIRE(Remainder, -7 / 2 == -3 && -7 % 2 == -1);
}

BRINGUP_SOMETIMES(Done, mixed);
