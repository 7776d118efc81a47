/* bringup: violated: NoBuiltInViolation */
/*
 * Partial target: a CPU is online and has not run every ONLINE callback.
 *
 * With CONFIG_CPU_HOTPLUG_STATE_CONTROL a state can be written to
 * cpuN/hotplug/target, and the CPU stops there. CPU 1 may stand at
 * CPUHP_AP_WORKQUEUE_ONLINE, below all dynamic ONLINE states: it is in
 * cpu_online_mask, hotplug is over, and its counter is not there.
 */
#include "bringup.h"

BRINGUP_TARGET(1, CPUHP_AP_WORKQUEUE_ONLINE);

struct counter {
	int value;
};

static DEFINE_PER_CPU(struct counter *, counter);

static int counter_online(unsigned int cpu)
{
	per_cpu(counter, cpu) = kzalloc(sizeof(struct counter), GFP_KERNEL);
	if (!per_cpu(counter, cpu))
		return -ENOMEM;
	return 0;
}

static int counter_offline(unsigned int cpu)
{
	kfree(per_cpu(counter, cpu));
	per_cpu(counter, cpu) = NULL;
	return 0;
}

static int __init counter_init(void)
{
	int ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "counter:online",
				    counter_online, counter_offline);

	return ret < 0 ? ret : 0;
}
module_init(counter_init);

BRINGUP_TASK(reset)
{
	int cpu;

	cpus_read_lock();
	for_each_online_cpu(cpu)
		per_cpu(counter, cpu)->value = 0;
	cpus_read_unlock();
}

BRINGUP_SOMETIMES(CounterOfCPU1, per_cpu(counter, 1));
