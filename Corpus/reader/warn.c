/* bringup: violated: NoBuiltInViolation */
/* After a WARN the code goes on. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

static int n;

BRINGUP_TASK(task)
{
	n = 2;
	if (WARN_ON_ONCE(n == 2))
		return;
	n = 3;
}

BRINGUP_ALWAYS(NotThree, n != 3);
BRINGUP_SOMETIMES(Two, n == 2);
