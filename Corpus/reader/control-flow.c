/* bringup: holds */
/* Branches, loops, switches, jumps and blocks with a value. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

static int state, left;

static int next(int s)
{
	switch (s) {
	case 0:
		return 1;
	case 1:
	case 2:
		s += 2;
		break;
	case 3 ... 5:
		s = 7;
		fallthrough;
	default:
		s++;
	}
	return s;
}

BRINGUP_TASK(walks)
{
	int i, n = 0;

	for (i = 0; i < 4; i++) {
		if (i == 2)
			continue;
		state = next(state);
		if (state > 7)
			goto out;
	}
	state = 100;
out:
	left = state;
	i = 3;
	do {
		n += i;
	} while (--i > 0);
	while (n > 4)
		n--;
	left = ({ int z = n ?: 9; z * 2; }) + (n == 4 ? 1 : 0);
}

BRINGUP_SOMETIMES(Eight, left == 8);
BRINGUP_SOMETIMES(Nine, left == 9);
BRINGUP_ALWAYS(NeverHundred, state != 100);
