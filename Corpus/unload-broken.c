/* bringup: violated: NoBuiltInViolation */
/*
 * Unload: what callbacks use is freed before they are removed.
 *
 * Until cpuhp_remove_state() has returned, every CPU that comes or goes calls
 * into the module. A request that begins behind kfree() finds freed memory.
 */
#include "bringup.h"

struct table {
	int used;
};

static struct table *table;
static enum cpuhp_state slot;

static int table_online(unsigned int cpu)
{
	table->used = 1;
	return 0;
}

static int __init table_init(void)
{
	int ret;

	table = kzalloc(sizeof(*table), GFP_KERNEL);
	if (!table)
		return -ENOMEM;
	ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "table:online",
				table_online, NULL);
	if (ret < 0)
		return ret;
	slot = ret;
	return 0;
}
module_init(table_init);

BRINGUP_TASK(unload)
{
	kfree(table);
	cpuhp_remove_state(slot);
}

BRINGUP_SOMETIMES(CPU1IsActive, cpu_active(1));
