/* bringup: violated: NoBuiltInViolation */
/*
 * Sleeping in STARTING: a mutex where interrupts are off.
 *
 * The STARTING section and its way back run on the CPU itself with interrupts
 * off, where nobody may sleep. A mutex that is free most of the time does not
 * make it better; it only hides it.
 *
 * The counterexample needs no other task: that a function may sleep is enough.
 */
#include "bringup.h"

BRINGUP_STATE_AFTER(CPUHP_AP_TICK_STARTING, CPUHP_AP_SMPCFD_DYING);

static DEFINE_MUTEX(ticking_lock);
static int nr_ticking;

static void tick_count(int change)
{
	mutex_lock(&ticking_lock);
	nr_ticking += change;
	mutex_unlock(&ticking_lock);
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
