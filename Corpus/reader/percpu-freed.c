/* bringup: violated: NoBuiltInViolation */
/* Per-CPU memory is used that another task may have freed. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

struct stats {
	int value;
};

static struct stats __percpu *stats;
static int used;

static int __init stats_init(void)
{
	stats = alloc_percpu(struct stats);
	return stats ? 0 : -ENOMEM;
}
module_init(stats_init);

BRINGUP_TASK(frees)
{
	free_percpu(stats);
}

BRINGUP_TASK(uses)
{
	per_cpu_ptr(stats, 1)->value = 1;
	used = per_cpu_ptr(stats, 1)->value;
}

BRINGUP_SOMETIMES(Used, used);
