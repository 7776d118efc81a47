/* bringup: violated: RequestEnds */
/* The time may be over before anybody wakes, and nobody has to. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

static DECLARE_SWAIT_QUEUE_HEAD(queue);
static atomic_t done = ATOMIC_INIT(0);
static int in_time, late;

BRINGUP_TASK(waits)
{
	if (swait_event_timeout_exclusive(queue, atomic_read(&done), HZ))
		in_time = 1;
	else
		late = 1;
	swait_event_exclusive(queue, atomic_read(&done));
}

BRINGUP_TASK(ends)
{
	atomic_set(&done, 1);
	swake_up_one(&queue);
}

BRINGUP_SOMETIMES(InTime, in_time);
BRINGUP_SOMETIMES(Late, late);
