/* bringup: holds */
/*
 * Each CPU has all elements of a per-CPU array, and begins with what is
 * written; an array of NR_CPUS has one for each CPU; a definition without
 * a value gives way to one that has it.
 */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

struct base {
	int lock, clock;
};

static DEFINE_PER_CPU(int, counts[4]) = { 1, 2 };
static DEFINE_PER_CPU(struct base, bases[3]);
static DEFINE_PER_CPU(struct base, single) = { .clock = 9 };
static int states[NR_CPUS];
static int late;
static int late = 3;
static int done;

BRINGUP_TASK(task)
{
	int *p = per_cpu_ptr(&counts[0], 0);
	int i;

	BRINGUP_REQUIRE(First, per_cpu(counts[0], 1) == 1);
	BRINGUP_REQUIRE(Second, per_cpu(counts[1], 1) == 2);
	BRINGUP_REQUIRE(Third, per_cpu(counts[2], 1) == 0);
	p[1] = 7;
	BRINGUP_REQUIRE(Own, per_cpu(counts[1], 0) == 7);
	BRINGUP_REQUIRE(Other, per_cpu(counts[1], 1) == 2);
	BRINGUP_REQUIRE(Neighbour, per_cpu(counts[0], 1) == 1);
	per_cpu(counts, 1)[3] = 8;
	BRINGUP_REQUIRE(Last, per_cpu(counts[3], 1) == 8);
	for (i = 0; i < 3; i++) {
		struct base *base = per_cpu_ptr(&bases[i], 1);

		base->clock = i + 1;
	}
	BRINGUP_REQUIRE(Low, per_cpu(bases[0].clock, 1) == 1);
	BRINGUP_REQUIRE(High, per_cpu(bases[2].clock, 1) == 3);
	BRINGUP_REQUIRE(Untouched, per_cpu(bases[2].clock, 0) == 0);
	BRINGUP_REQUIRE(Copied, per_cpu(single.clock, 1) == 9);
	states[1] = 5;
	BRINGUP_REQUIRE(Zero, states[0] == 0);
	BRINGUP_REQUIRE(Late, late == 3);
	done = 1;
}

BRINGUP_SOMETIMES(Done, done);
