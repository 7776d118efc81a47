/* bringup: holds */
/*
 * Registration: cpuhp_setup_state() does both under one lock.
 *
 * It holds the hotplug lock for reading, calls the startup on every CPU that is
 * past the state, and leaves it for those to come. With the lock held by hand,
 * the loop and cpuhp_setup_state_nocalls_cpuslocked() would do as well.
 */
#include "bringup.h"

static DEFINE_PER_CPU(bool, on);

static int switch_on(unsigned int cpu)
{
	per_cpu(on, cpu) = true;
	return 0;
}

static int switch_off(unsigned int cpu)
{
	per_cpu(on, cpu) = false;
	return 0;
}

BRINGUP_TASK(load)
{
	int cpu;

	cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "on:online",
			  switch_on, switch_off);

	cpus_read_lock();
	for_each_online_cpu(cpu)
		BRINGUP_REQUIRE(EveryCPUIsOn, per_cpu(on, cpu));
	cpus_read_unlock();
}

BRINGUP_SOMETIMES(BothOn, per_cpu(on, 0) && per_cpu(on, 1));
