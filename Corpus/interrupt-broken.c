/* bringup: violated: NoBuiltInViolation */
/*
 * Interrupt: the teardown frees what an interrupt still uses.
 *
 * buffer_offline() is in the ONLINE section. It runs in the cpuhp thread of a
 * CPU that is still online with interrupts on, so one can come between any two
 * lines of it: here between kfree() and the store of NULL.
 */
#include "bringup.h"

struct buffer {
	int used;
};

static DEFINE_PER_CPU(struct buffer *, buffer);

static int buffer_get(unsigned int cpu)
{
	struct buffer *b = kzalloc(sizeof(*b), GFP_KERNEL);

	if (!b)
		return -ENOMEM;
	per_cpu(buffer, cpu) = b;
	return 0;
}

static int buffer_put(unsigned int cpu)
{
	kfree(per_cpu(buffer, cpu));
	per_cpu(buffer, cpu) = NULL;
	return 0;
}

BRINGUP_INTERRUPT(sample, 1)
{
	struct buffer *b = this_cpu_read(buffer);

	if (b)
		b->used = 1;
}

static int __init buffer_init(void)
{
	int ret;

	ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "buffer",
				buffer_get, buffer_put);
	return ret < 0 ? ret : 0;
}
module_init(buffer_init);

BRINGUP_SOMETIMES(BufferOfCPU1, cpu_active(1) && per_cpu(buffer, 1));
