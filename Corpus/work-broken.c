/* bringup: violated: NoBuiltInViolation */
/*
 * Work: it is left behind on a CPU that goes down.
 *
 * A task queues work for CPU 1. The teardown frees what the work uses and does
 * not look whether it has run. Nobody takes queued work away from a CPU that
 * goes down; when its workers are unbound, whatever is left of it runs on
 * another CPU.
 *
 * cpus_read_lock() around the queueing keeps the CPU from going at that moment,
 * and no longer.
 */
#include "bringup.h"

struct stats {
	int flushed;
};

static struct stats *stats;

static void stats_flush(struct work_struct *work)
{
	stats->flushed = 1;
}

static DECLARE_WORK(stats_work, stats_flush);

static int stats_online(unsigned int cpu)
{
	if (cpu != 1)
		return 0;
	stats = kzalloc(sizeof(*stats), GFP_KERNEL);
	return stats ? 0 : -ENOMEM;
}

static int stats_offline(unsigned int cpu)
{
	if (cpu != 1)
		return 0;
	kfree(stats);
	stats = NULL;
	return 0;
}

static int __init stats_init(void)
{
	int ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "stats:online",
				    stats_online, stats_offline);

	return ret < 0 ? ret : 0;
}
module_init(stats_init);

BRINGUP_TASK(reader)
{
	cpus_read_lock();
	if (cpu_online(1))
		schedule_work_on(1, &stats_work);
	cpus_read_unlock();
}

BRINGUP_SOMETIMES(StatsOfCPU1, cpu_active(1) && stats);
