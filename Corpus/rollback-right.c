/* bringup: holds */
/*
 * Rollback: a startup that fails leaves nothing behind.
 *
 * The ring is published when nothing can fail any more. Until then nobody else
 * can see it, and to free it is enough.
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
	r->slots = kcalloc(16, sizeof(int), GFP_KERNEL);
	if (!r->slots) {
		kfree(r);
		return -ENOMEM;
	}
	per_cpu(ring, cpu) = r;
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
