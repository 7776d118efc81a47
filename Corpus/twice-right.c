/* bringup: holds */
/*
 * Twice: the first device registers, the others count.
 *
 * The kernel has multi-instance states for drivers that want a call for each of
 * their devices.
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
	if (users++ == 0)
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
