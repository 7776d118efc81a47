/* bringup: violated: RequestEnds */
/*
 * Nested lock: a task takes cpus_read_lock() twice.
 *
 * It looks like a lock that readers may take as often as they like. But it is
 * fair to writers: once somebody who changes a CPU is waiting, new readers
 * queue up behind, and this task's second cpus_read_lock() is a new one. The
 * writer waits for the task, and the task for the writer.
 *
 * Without a writer at just that moment it works, which is why tests miss it.
 */
#include "bringup.h"

static int total;

static void count_cpuslocked(void)
{
	int cpu;

	lockdep_assert_cpus_held();
	total = 0;
	for_each_online_cpu(cpu)
		total++;
}

static void count(void)
{
	cpus_read_lock();
	count_cpuslocked();
	cpus_read_unlock();
}

BRINGUP_TASK(report)
{
	cpus_read_lock();
	count();
	cpus_read_unlock();
}

BRINGUP_TASK(other)
{
	count();
}

BRINGUP_SOMETIMES(CountedTwo, total == 2);
