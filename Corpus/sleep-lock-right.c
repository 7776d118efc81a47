/* bringup: holds */
/*
 * Sleeping in STARTING: a raw spinlock does not sleep.
 *
 * It has to be a raw one, since a spinlock_t sleeps on PREEMPT_RT. The task
 * takes it with interrupts off, as the callback does.
 */
#include "bringup.h"

BRINGUP_STATE_AFTER(CPUHP_AP_TICK_STARTING, CPUHP_AP_SMPCFD_DYING);

static DEFINE_RAW_SPINLOCK(ticking_lock);
static int nr_ticking;

static void tick_count(int change)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&ticking_lock, flags);
	nr_ticking += change;
	raw_spin_unlock_irqrestore(&ticking_lock, flags);
}

static int tick_starting(unsigned int cpu)
{
	tick_count(1);
	return 0;
}

static int tick_dying(unsigned int cpu)
{
	tick_count(-1);
	return 0;
}

static int __init tick_init(void)
{
	return cpuhp_setup_state(CPUHP_AP_TICK_STARTING, "tick:starting",
				 tick_starting, tick_dying);
}
module_init(tick_init);

BRINGUP_SOMETIMES(BothTick, nr_ticking == 2);
BRINGUP_ALWAYS(NoMoreThanThereAre, nr_ticking <= nr_cpu_ids);
