/* bringup: violated: NoBuiltInViolation */
/*
 * A BUG ends the path and has a cell of its own: what has to hold in every
 * state is not broken by it.
 */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

static int started;

BRINGUP_TASK(crash)
{
	started = 1;
	BUG();
}

BRINGUP_ALWAYS(BootCPUStays, cpu_online(0));
BRINGUP_ALWAYS(Positive, started >= 0);
BRINGUP_SOMETIMES(Started, started);
