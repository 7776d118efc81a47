/* bringup: holds */
/*
 * Migration: the task stays where it is while it uses the pointer.
 *
 * get_cpu_ptr() switches preemption off before it looks, and put_cpu_ptr() on
 * again. Nobody may sleep in between.
 */
#include "bringup.h"

static DEFINE_PER_CPU(int, depth);

BRINGUP_UNBOUND_TASK(worker)
{
	int *p = get_cpu_ptr(&depth);

	*p += 1;
	BRINGUP_REQUIRE(SameCPU, p == raw_cpu_ptr(&depth));
	*p -= 1;
	put_cpu_ptr(&depth);
}

BRINGUP_SOMETIMES(WorksOnCPU1, per_cpu(depth, 1));
