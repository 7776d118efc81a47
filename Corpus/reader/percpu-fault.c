/* bringup: violated: NoBuiltInViolation */
/* An allocation of per-CPU memory that fails, and a user that does not ask. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();
BRINGUP_FAULTS(1);

struct stats {
	int value;
};

static struct stats __percpu *stats;
static int failed;

BRINGUP_TASK(task)
{
	stats = alloc_percpu_gfp(struct stats, GFP_KERNEL);
	if (!stats)
		failed = 1;
	preempt_disable();
	this_cpu_ptr(stats)->value = 2;
	this_cpu_inc(stats->value);
	BRINGUP_REQUIRE(Three, this_cpu_read(stats->value) == 3);
	preempt_enable();
	BRINGUP_REQUIRE(OfCPU1, per_cpu_ptr(stats, 1)->value == 0);
	BRINGUP_REQUIRE(Four, this_cpu_inc_return(stats->value) == 4);
	free_percpu(stats);
	stats = NULL;
}

BRINGUP_SOMETIMES(Failed, failed);
BRINGUP_SOMETIMES(Allocated, stats);
