/* bringup: holds */
/*
 * Shared state: the first user registers it, and the last one removes it.
 *
 * The mutex is taken outside of the hotplug lock here. That is right as long as
 * no callback takes it.
 */
#include "bringup.h"

BRINGUP_STATE_BEFORE(CPUHP_AP_ENGINE_ONLINE, CPUHP_AP_ACTIVE);

static DEFINE_PER_CPU(bool, running);
static DEFINE_MUTEX(users_lock);
static int users;

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
	mutex_lock(&users_lock);
	if (users++ == 0)
		cpuhp_setup_state(CPUHP_AP_ENGINE_ONLINE, "engine:online",
				  engine_start, engine_stop);
	mutex_unlock(&users_lock);
}

static void engine_put(void)
{
	mutex_lock(&users_lock);
	if (--users == 0)
		cpuhp_remove_state(CPUHP_AP_ENGINE_ONLINE);
	mutex_unlock(&users_lock);
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
