/* bringup: violated: NoBuiltInViolation */
/*
 * Rollback: a startup that fails leaves something behind.
 *
 * When a startup fails, the core undoes the states below it. The teardown of
 * the state that failed is not called: it has to clean up after itself. Here
 * it frees the ring and leaves the pointer, for which the task still looks.
 *
 * One allocation may fail (BRINGUP_FAULTS), and which one is a choice that
 * every path makes anew: the counterexample shows a failed second kzalloc().
 */
#include "bringup.h"

BRINGUP_FAULTS(1);

struct ring {
	int *slots;
};

static DEFINE_PER_CPU(struct ring *, ring);

static int ring_prepare(unsigned int cpu)
{
	struct ring *r = kzalloc(sizeof(*r), GFP_KERNEL);

	if (!r)
		return -ENOMEM;
	per_cpu(ring, cpu) = r;
	r->slots = kcalloc(16, sizeof(int), GFP_KERNEL);
	if (!r->slots) {
		kfree(r);
		return -ENOMEM;
	}
	return 0;
}

static int ring_dead(unsigned int cpu)
{
	struct ring *r = per_cpu(ring, cpu);

	per_cpu(ring, cpu) = NULL;
	kfree(r->slots);
	kfree(r);
	return 0;
}

static int __init ring_init(void)
{
	int ret = cpuhp_setup_state(CPUHP_BP_PREPARE_DYN, "ring:prepare",
				    ring_prepare, ring_dead);

	return ret < 0 ? ret : 0;
}
module_init(ring_init);

BRINGUP_TASK(reader)
{
	struct ring *r;

	cpus_read_lock();
	r = per_cpu(ring, 1);
	if (r)
		r->slots[0] = 1;
	cpus_read_unlock();
}

BRINGUP_SOMETIMES(RingOfCPU1, per_cpu(ring, 1));
