/* bringup: holds */
/*
 * Nested lock: who holds the lock calls what expects it.
 *
 * By convention that is the function whose name ends in _cpuslocked. Its
 * lockdep assertion says so to those who read it and to those who run it.
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
	count_cpuslocked();
	cpus_read_unlock();
}

BRINGUP_TASK(other)
{
	count();
}

BRINGUP_SOMETIMES(CountedTwo, total == 2);
