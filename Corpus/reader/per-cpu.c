/* bringup: holds */
/* Per-CPU variables by name and by pointer. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

struct counter {
	int n;
};

static struct counter *counters;
static DEFINE_PER_CPU(int, number) = 4;
static int sum;

static int __init counters_init(void)
{
	counters = alloc_percpu(struct counter);
	return counters ? 0 : -ENOMEM;
}
module_init(counters_init);

BRINGUP_TASK(task)
{
	int cpu;

	for_each_possible_cpu(cpu)
		per_cpu_ptr(counters, cpu)->n = cpu + 1;
	for_each_possible_cpu(cpu)
		sum += per_cpu_ptr(counters, cpu)->n;
	this_cpu_inc(number);
	BRINGUP_REQUIRE(Own, this_cpu_read(number) == 5);
	BRINGUP_REQUIRE(OfCPU1, per_cpu(number, 1) == 4);
}

BRINGUP_SOMETIMES(Three, sum == 3);
