/* bringup: violated: SameCPU, NoBuiltInViolation */
/*
 * Migration: a task moves while it holds the pointer of this CPU's variable.
 *
 * this_cpu_ptr() gives the address for the CPU on which it is evaluated. Behind
 * it the task can be preempted and go on on another CPU, and then it changes a
 * variable that others take to be their own. CONFIG_DEBUG_PREEMPT reports the
 * question; what follows from it is the second cell.
 */
#include "bringup.h"

static DEFINE_PER_CPU(int, depth);

BRINGUP_UNBOUND_TASK(worker)
{
	int *p = this_cpu_ptr(&depth);

	*p += 1;
	BRINGUP_REQUIRE(SameCPU, p == raw_cpu_ptr(&depth));
	*p -= 1;
}

BRINGUP_SOMETIMES(WorksOnCPU1, per_cpu(depth, 1));
