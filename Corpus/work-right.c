/* bringup: holds */
/*
 * Work: the teardown waits for it, and takes it away.
 *
 * cancel_work_sync() returns when the work is neither queued nor running. That
 * none is queued behind it needs the lock that the task takes: the writer holds
 * it for all of the teardown.
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
	cancel_work_sync(&stats_work);
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
