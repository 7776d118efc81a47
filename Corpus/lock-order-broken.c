/* bringup: violated: RequestEnds */
/*
 * Lock order: the hotplug lock is taken inside of a lock that callbacks need.
 *
 * The task holds the mutex and waits for cpus_read_lock(). A request to bring
 * CPU 1 up holds that lock for writing and waits for the CPU's cpuhp thread,
 * which waits in table_online() for the mutex. lockdep knows the cycle only if
 * both orders have been seen.
 */
#include "bringup.h"

static DEFINE_MUTEX(table_lock);
static int nr_entries;

static int table_online(unsigned int cpu)
{
	mutex_lock(&table_lock);
	nr_entries++;
	mutex_unlock(&table_lock);
	return 0;
}

static int table_offline(unsigned int cpu)
{
	mutex_lock(&table_lock);
	nr_entries--;
	mutex_unlock(&table_lock);
	return 0;
}

static int __init table_init(void)
{
	int ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "table:online",
				    table_online, table_offline);

	return ret < 0 ? ret : 0;
}
module_init(table_init);

BRINGUP_TASK(resize)
{
	mutex_lock(&table_lock);
	cpus_read_lock();
	BRINGUP_REQUIRE(OneForEachCPU, nr_entries == num_online_cpus());
	cpus_read_unlock();
	mutex_unlock(&table_lock);
}

BRINGUP_SOMETIMES(TwoEntries, nr_entries == 2);
