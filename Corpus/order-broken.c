/* bringup: violated: RingOfCPU1, NoBuiltInViolation */
/*
 * Order: a callback uses what a later one sets up.
 *
 * On its way up a CPU runs the PREPARE section on another CPU, then STARTING
 * on itself with interrupts off, then ONLINE in its cpuhp thread, and within a
 * section the states as enum cpuhp_state has them. ring_starting() is in
 * STARTING and ring_alloc() in ONLINE, so the ring is not there yet: NULL.
 *
 * Loading the module does not show it. cpuhp_setup_state() runs the callbacks
 * of CPU 0 in the order of registration, and the ring is registered first.
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

	ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "ring:alloc",
				ring_alloc, ring_free);
	if (ret < 0)
		return ret;
	return cpuhp_setup_state(CPUHP_AP_RING_STARTING, "ring:starting",
				 ring_starting, NULL);
}
module_init(ring_init);

BRINGUP_SOMETIMES(RingOfCPU1, cpu_active(1) && per_cpu(ring, 1));
