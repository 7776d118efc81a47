/* bringup: violated: EveryCPUIsOn */
/*
 * Registration: a CPU comes online between the loop and the registration.
 *
 * The module switches on every CPU that is online and then registers a callback
 * for those to come. A CPU that comes up between the two is in neither. To turn
 * the two round does not help: such a CPU would be switched on twice.
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

	for_each_online_cpu(cpu)
		switch_on(cpu);
	cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "on:online",
				  switch_on, switch_off);

	cpus_read_lock();
	for_each_online_cpu(cpu)
		BRINGUP_REQUIRE(EveryCPUIsOn, per_cpu(on, cpu));
	cpus_read_unlock();
}

BRINGUP_SOMETIMES(BothOn, per_cpu(on, 0) && per_cpu(on, 1));
