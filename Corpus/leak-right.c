/* bringup: holds */
/*
 * Leak: a startup that fails frees what it has allocated.
 *
 * The pointer is cleared as well, so that nothing is left of the attempt.
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
	if (!l->buffer) {
		log_offline(cpu);
		return -ENOMEM;
	}
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
