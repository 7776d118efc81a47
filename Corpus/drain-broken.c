/* bringup: violated: NoBuiltInViolation, NoLeak */
/*
 * Drain: a task frees what belongs to another CPU.
 *
 * A per-CPU cache needs no lock as long as its CPU alone looks at it. This task
 * looks at all of them. While it drains CPU 1, the teardown on CPU 1 may do so
 * too: both load the pointer, and both free it. Or the CPU comes up again
 * meanwhile, and the task's NULL goes over the new pointer: a leak.
 */
#include "bringup.h"

struct item {
	int used;
};

static DEFINE_PER_CPU(struct item *, cache);

static int cache_drain(unsigned int cpu)
{
	struct item *item = per_cpu(cache, cpu);

	per_cpu(cache, cpu) = NULL;
	kfree(item);
	return 0;
}

static int cache_fill(unsigned int cpu)
{
	per_cpu(cache, cpu) = kzalloc(sizeof(struct item), GFP_KERNEL);
	return per_cpu(cache, cpu) ? 0 : -ENOMEM;
}

static int __init cache_init(void)
{
	int ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "cache:online",
				    cache_fill, cache_drain);

	return ret < 0 ? ret : 0;
}
module_init(cache_init);

BRINGUP_TASK(shrink)
{
	int cpu;

	for_each_online_cpu(cpu)
		cache_drain(cpu);
}

BRINGUP_SOMETIMES(CacheOfCPU1, per_cpu(cache, 1));
