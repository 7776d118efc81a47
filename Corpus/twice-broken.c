/* bringup: violated: NoBuiltInViolation */
/*
 * Twice: every device registers the callbacks of the driver.
 *
 * A request for ..._DYN gets a slot of its own each time, so that with two
 * devices every CPU runs the startup twice. For a state with a number of its
 * own the second request fails with -EBUSY, which is as bad if nobody looks.
 */
#include "bringup.h"

static DEFINE_MUTEX(users_lock);
static int users;
static DEFINE_PER_CPU(bool, running);

static int engine_start(unsigned int cpu)
{
	WARN_ON(per_cpu(running, cpu));
	per_cpu(running, cpu) = true;
	return 0;
}

static int engine_stop(unsigned int cpu)
{
	per_cpu(running, cpu) = false;
	return 0;
}

static void engine_probe(void)
{
	mutex_lock(&users_lock);
	users++;
	cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "engine:online",
			  engine_start, engine_stop);
	mutex_unlock(&users_lock);
}

BRINGUP_TASK(first)
{
	engine_probe();
}

BRINGUP_TASK(second)
{
	engine_probe();
}

BRINGUP_SOMETIMES(RunsOnCPU1, per_cpu(running, 1));
