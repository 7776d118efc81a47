/* bringup: holds */
/* A writer of a percpu rwsem is alone. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

DEFINE_STATIC_PERCPU_RWSEM(sem);
static bool writes;

BRINGUP_TASK(reader)
{
	percpu_down_read(&sem);
	BRINGUP_REQUIRE(Alone, !writes);
	percpu_up_read(&sem);
}

BRINGUP_TASK(writer)
{
	percpu_down_write(&sem);
	writes = true;
	writes = false;
	percpu_up_write(&sem);
}

BRINGUP_SOMETIMES(Writes, writes);
