/* bringup: violated: Same */
/* Each read of a shared variable is a step of its own. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

static int n;

BRINGUP_TASK(reader)
{
	int x = n;
	int y = n;

	BRINGUP_REQUIRE(Same, x == y);
}

BRINGUP_TASK(writer)
{
	n = 1;
}

BRINGUP_SOMETIMES(One, n);
