/* bringup: holds */
/* A work item for each CPU, in a record of its own. */
#include "bringup.h"

struct stats {
	struct work_struct work;
	bool ran;
};

static DEFINE_PER_CPU(struct stats, stats);

static void stats_work(struct work_struct *work)
{
	struct stats *s = container_of(work, struct stats, work);

	s->ran = true;
}

static int __init stats_init(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		INIT_WORK(&per_cpu(stats, cpu).work, stats_work);
	return 0;
}
module_init(stats_init);

BRINGUP_TASK(task)
{
	int cpu;

	cpus_read_lock();
	for_each_online_cpu(cpu)
		schedule_work_on(cpu, &per_cpu(stats, cpu).work);
	for_each_online_cpu(cpu) {
		flush_work(&per_cpu(stats, cpu).work);
		BRINGUP_REQUIRE(Ran, per_cpu(stats, cpu).ran);
	}
	cpus_read_unlock();
}

BRINGUP_SOMETIMES(RanForCPU1, per_cpu(stats, 1).ran);
