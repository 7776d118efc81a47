/* bringup: holds */
/*
 * Lock and interrupt: interrupts are off while the lock is held.
 *
 * For a lock that a handler takes as well, that holds for everybody else on
 * that CPU.
 */
#include "bringup.h"

static DEFINE_RAW_SPINLOCK(events_lock);
static int events;

static int events_online(unsigned int cpu)
{
	raw_spin_lock_irq(&events_lock);
	events = 0;
	raw_spin_unlock_irq(&events_lock);
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
