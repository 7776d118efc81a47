/* bringup: holds */
/*
 * Order: what STARTING uses is set up in the PREPARE section.
 *
 * The ring is allocated before the CPU starts, by the CPU that brings it up,
 * and freed when it is dead: the teardown of a PREPARE state comes last.
 */
#include "bringup.h"

BRINGUP_STATE_AFTER(CPUHP_AP_RING_STARTING, CPUHP_AP_SMPCFD_DYING);

struct ring {
	int head;
};

static DEFINE_PER_CPU(struct ring *, ring);

static int ring_alloc(unsigned int cpu)
{
	per_cpu(ring, cpu) = kzalloc(sizeof(struct ring), GFP_KERNEL);
	return per_cpu(ring, cpu) ? 0 : -ENOMEM;
}

static int ring_free(unsigned int cpu)
{
	kfree(per_cpu(ring, cpu));
	per_cpu(ring, cpu) = NULL;
	return 0;
}

static int ring_starting(unsigned int cpu)
{
	struct ring *r = per_cpu(ring, cpu);

	r->head = 0;
	return 0;
}

static int __init ring_init(void)
{
	int ret;

	ret = cpuhp_setup_state(CPUHP_BP_PREPARE_DYN, "ring:alloc",
				ring_alloc, ring_free);
	if (ret < 0)
		return ret;
	return cpuhp_setup_state(CPUHP_AP_RING_STARTING, "ring:starting",
				 ring_starting, NULL);
}
module_init(ring_init);

BRINGUP_SOMETIMES(RingOfCPU1, cpu_active(1) && per_cpu(ring, 1));
