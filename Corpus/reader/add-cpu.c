/* bringup: holds */
/* A file that brings CPUs up and down by itself. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

static int ret = 1;
static bool up;

BRINGUP_TASK(task)
{
	ret = add_cpu(1);
	up = cpu_online(1);
	BRINGUP_REQUIRE(Up, ret == 0 && up);
	ret = remove_cpu(1);
	BRINGUP_REQUIRE(Down, ret == 0 && !cpu_online(1));
}

BRINGUP_SOMETIMES(Active, cpu_active(1));
