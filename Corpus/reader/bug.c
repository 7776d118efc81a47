/* bringup: violated: NoBuiltInViolation */
/* A BUG is the end. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

static int n;

BRINGUP_TASK(task)
{
	n = 2;
	BUG_ON(n == 2);
	n = 3;
}

BRINGUP_ALWAYS(NotThree, n != 3);
BRINGUP_SOMETIMES(Two, n == 2);
