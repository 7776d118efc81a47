/* bringup: holds */
/*
 * Lock order: the hotplug lock first, then the lock that callbacks need.
 *
 * Callbacks always run under the hotplug lock, so whatever they take comes
 * behind it. Everybody else has to take both in that order.
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
	cpus_read_lock();
	mutex_lock(&table_lock);
	BRINGUP_REQUIRE(OneForEachCPU, nr_entries == num_online_cpus());
	mutex_unlock(&table_lock);
	cpus_read_unlock();
}

BRINGUP_SOMETIMES(TwoEntries, nr_entries == 2);
