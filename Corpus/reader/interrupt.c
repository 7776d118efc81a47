/* bringup: violated: NothingLost */
/* An interrupt comes between the load and the store. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

static DEFINE_PER_CPU(int, count);
static DEFINE_PER_CPU(int, ticks);

BRINGUP_INTERRUPT(tick, 0)
{
	if (this_cpu_read(ticks) == 2)
		return;
	this_cpu_inc(ticks);
	this_cpu_inc(count);
}

BRINGUP_TASK(task)
{
	per_cpu(count, 0)++;
	local_irq_disable();
	BRINGUP_REQUIRE(NothingLost,
			per_cpu(count, 0) == per_cpu(ticks, 0) + 1);
	local_irq_enable();
}

BRINGUP_SOMETIMES(Three, per_cpu(count, 0) == 3);
