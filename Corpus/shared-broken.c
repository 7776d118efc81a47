/* bringup: violated: EveryCPURuns */
/*
 * Shared state: two users register one state, and the first to go removes it.
 *
 * The second cpuhp_setup_state() fails with -EBUSY, which engine_get() takes to
 * mean that all is done. But nobody counts: when one user goes, it removes the
 * callbacks of both, and cpuhp_remove_state() stops the engines that the other
 * one still uses.
 */
#include "bringup.h"

BRINGUP_STATE_BEFORE(CPUHP_AP_ENGINE_ONLINE, CPUHP_AP_ACTIVE);

static DEFINE_PER_CPU(bool, running);

static int engine_start(unsigned int cpu)
{
	per_cpu(running, cpu) = true;
	return 0;
}

static int engine_stop(unsigned int cpu)
{
	per_cpu(running, cpu) = false;
	return 0;
}

static void engine_get(void)
{
	cpuhp_setup_state(CPUHP_AP_ENGINE_ONLINE, "engine:online",
			  engine_start, engine_stop);
}

static void engine_put(void)
{
	cpuhp_remove_state(CPUHP_AP_ENGINE_ONLINE);
}

BRINGUP_TASK(one)
{
	engine_get();
	engine_put();
}

BRINGUP_TASK(other)
{
	int cpu;

	engine_get();
	cpus_read_lock();
	for_each_online_cpu(cpu)
		BRINGUP_REQUIRE(EveryCPURuns, per_cpu(running, cpu));
	cpus_read_unlock();
	engine_put();
}

BRINGUP_SOMETIMES(RunsOnCPU1, per_cpu(running, 1));
