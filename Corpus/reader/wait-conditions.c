/* bringup: violated: RequestEnds */
/* Conditions that take steps of their own to look at. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

static DECLARE_WAIT_QUEUE_HEAD(queue);
static atomic_t users = ATOMIC_INIT(1);
static unsigned long flags;
static bool ready;
static int order;

static bool is_ready(void)
{
	return READ_ONCE(ready);
}

BRINGUP_TASK(waits)
{
	wait_event(queue, atomic_read(&users) == 0);
	BRINGUP_REQUIRE(NobodyUsesIt, atomic_read(&users) == 0);
	order = 1;
	if (wait_event_interruptible(queue, test_bit(2, &flags)))
		return;
	BRINGUP_REQUIRE(Marked, flags == 4);
	wait_event_killable(queue, is_ready() && cpu_online(0));
	BRINGUP_REQUIRE(IsReady, ready);
	order = 2;
}

BRINGUP_TASK(wakes)
{
	atomic_dec(&users);
	wake_up(&queue);
	set_bit(2, &flags);
	wake_up(&queue);
	ready = true;
	wake_up(&queue);
}

BRINGUP_SOMETIMES(Waited, order == 2);
