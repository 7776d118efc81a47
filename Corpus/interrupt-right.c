/* bringup: holds */
/*
 * Interrupt: memory is freed when no interrupt can come any more.
 *
 * The teardown of a PREPARE state runs on another CPU when this one is dead.
 * Its interrupts were moved away or shut down before (fixup_irqs on x86).
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

	ret = cpuhp_setup_state(CPUHP_BP_PREPARE_DYN, "buffer",
				buffer_get, buffer_put);
	return ret < 0 ? ret : 0;
}
module_init(buffer_init);

BRINGUP_SOMETIMES(BufferOfCPU1, cpu_active(1) && per_cpu(buffer, 1));
