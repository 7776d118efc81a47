/* bringup: holds */
/* Functions that run on other CPUs as interrupts. */
#include "bringup.h"

static DEFINE_PER_CPU(bool, hit);
static int last = -1;
static int ret;

static void poke(void *info)
{
	this_cpu_write(hit, true);
}

static void ask(void *info)
{
	last = smp_processor_id();
}

BRINGUP_TASK(task)
{
	int cpu;

	cpus_read_lock();
	on_each_cpu(poke, NULL, 1);
	for_each_online_cpu(cpu)
		BRINGUP_REQUIRE(Hit, per_cpu(hit, cpu));
	cpus_read_unlock();
	ret = smp_call_function_single(1, ask, NULL, 1);
	BRINGUP_REQUIRE(Right, ret == -ENXIO || last == 1);
}

BRINGUP_SOMETIMES(Called, last == 1);
BRINGUP_SOMETIMES(Refused, ret == -ENXIO);
