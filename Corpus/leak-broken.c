/* bringup: violated: NoLeak */
/*
 * Leak: a startup that fails forgets what it has allocated.
 *
 * log_online() allocates a log and then a buffer for it, which fails once. The
 * core undoes the states below this one, and the next attempt to bring the CPU
 * up writes another log over the pointer to the first.
 *
 * The counterexample needs two attempts. That the first one loses nothing yet,
 * since the pointer is still there, is why a test with one failure passes.
 */
#include "bringup.h"

BRINGUP_FAULTS(1);

struct log {
	char *buffer;
};

static DEFINE_PER_CPU(struct log *, log);

static int log_offline(unsigned int cpu)
{
	struct log *l = per_cpu(log, cpu);

	per_cpu(log, cpu) = NULL;
	kfree(l->buffer);
	kfree(l);
	return 0;
}

static int log_online(unsigned int cpu)
{
	struct log *l = kzalloc(sizeof(*l), GFP_KERNEL);

	if (!l)
		return -ENOMEM;
	per_cpu(log, cpu) = l;
	l->buffer = kmalloc(PAGE_SIZE, GFP_KERNEL);
	if (!l->buffer)
		return -ENOMEM;
	return 0;
}

static int __init log_init(void)
{
	int ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "log:online",
				    log_online, log_offline);

	return ret < 0 ? ret : 0;
}
module_init(log_init);

BRINGUP_SOMETIMES(LogOfCPU1, cpu_active(1) && per_cpu(log, 1));
