/* bringup: holds */
/*
 * Partial target: ask who has run this callback, not who is online.
 *
 * Many subsystems keep a mask of their own for that reason. It is changed by
 * the callbacks, so the hotplug lock protects it.
 */
#include "bringup.h"

BRINGUP_TARGET(1, CPUHP_AP_WORKQUEUE_ONLINE);

struct counter {
	int value;
};

static DEFINE_PER_CPU(struct counter *, counter);
static struct cpumask counting;

static int counter_online(unsigned int cpu)
{
	per_cpu(counter, cpu) = kzalloc(sizeof(struct counter), GFP_KERNEL);
	if (!per_cpu(counter, cpu))
		return -ENOMEM;
	cpumask_set_cpu(cpu, &counting);
	return 0;
}

static int counter_offline(unsigned int cpu)
{
	cpumask_clear_cpu(cpu, &counting);
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
	for_each_cpu(cpu, &counting)
		per_cpu(counter, cpu)->value = 0;
	cpus_read_unlock();
}

BRINGUP_SOMETIMES(CounterOfCPU1, per_cpu(counter, 1));
