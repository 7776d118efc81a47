/* bringup: violated: RequestEnds */
/*
 * Lock and interrupt: a callback holds a lock that a handler wants.
 *
 * The ONLINE section runs with interrupts on. One comes while events_online()
 * holds the lock, and its handler waits for it on the very CPU that would have
 * to give it back. The request never ends.
 */
#include "bringup.h"

static DEFINE_RAW_SPINLOCK(events_lock);
static int events;

static int events_online(unsigned int cpu)
{
	raw_spin_lock(&events_lock);
	events = 0;
	raw_spin_unlock(&events_lock);
	return 0;
}

BRINGUP_INTERRUPT(event, 1)
{
	raw_spin_lock(&events_lock);
	events = 1;
	raw_spin_unlock(&events_lock);
}

static int __init events_init(void)
{
	int ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "events:online",
				    events_online, NULL);

	return ret < 0 ? ret : 0;
}
module_init(events_init);

BRINGUP_SOMETIMES(EventSeen, events);
