/* bringup: violated: NoBuiltInViolation */
/*
 * Check and use: a CPU goes away behind cpu_online().
 *
 * The answer is old as soon as it is there. Between the question and the use
 * CPU 1 may go down, and its counter is freed. On its way up there is a second
 * window: the CPU is in cpu_online_mask before its ONLINE callbacks have run.
 */
#include "bringup.h"

struct counter {
	int value;
};

static DEFINE_PER_CPU(struct counter *, counter);

static int counter_online(unsigned int cpu)
{
	per_cpu(counter, cpu) = kzalloc(sizeof(struct counter), GFP_KERNEL);
	return per_cpu(counter, cpu) ? 0 : -ENOMEM;
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
	if (cpu_online(1))
		per_cpu(counter, 1)->value = 0;
}

BRINGUP_SOMETIMES(CounterOfCPU1, per_cpu(counter, 1));
