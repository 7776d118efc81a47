/* bringup: holds */
/*
 * Drain: the hotplug lock keeps the teardown away.
 *
 * That is enough because nobody else touches the cache of another CPU. If the
 * CPUs filled their caches all the time, each would have to drain its own, by
 * work or by a call of that CPU.
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

	cpus_read_lock();
	for_each_online_cpu(cpu)
		cache_drain(cpu);
	cpus_read_unlock();
}

BRINGUP_SOMETIMES(CacheOfCPU1, per_cpu(cache, 1));
