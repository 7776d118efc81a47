/* bringup: holds */
/* CPU masks: a number each, read and written in one step. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

static struct cpumask one, other;
static int weight;

BRINGUP_TASK(task)
{
	int cpu;

	cpumask_set_cpu(1, &one);
	cpumask_or(&other, &one, cpumask_of(0));
	weight = cpumask_weight(&other);
	for_each_cpu(cpu, &other)
		cpumask_clear_cpu(cpu, &one);
	BRINGUP_REQUIRE(Empty, cpumask_empty(&one));
	BRINGUP_REQUIRE(First, cpumask_first(&other) == 0);
	BRINGUP_REQUIRE(Next, cpumask_next(0, &other) == 1);
	BRINGUP_REQUIRE(End, cpumask_next(1, &other) >= nr_cpu_ids);
	BRINGUP_REQUIRE(Online, num_online_cpus() == 1 && !cpu_online(1));
}

BRINGUP_SOMETIMES(Two, weight == 2);
