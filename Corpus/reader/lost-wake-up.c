/* bringup: violated: RequestEnds */
/* The condition comes true and nobody wakes who waits for it. */
#include "bringup.h"

static DECLARE_WAIT_QUEUE_HEAD(queue);
static DEFINE_PER_CPU(bool, ready);

static int ready_online(unsigned int cpu)
{
	per_cpu(ready, cpu) = true;
	return 0;
}

static int __init ready_init(void)
{
	int ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "ready:online",
				    ready_online, NULL);

	return ret < 0 ? ret : 0;
}
module_init(ready_init);

BRINGUP_TASK(waits)
{
	if (cpu_online(1))
		wait_event(queue, per_cpu(ready, 1));
}

BRINGUP_SOMETIMES(Ready, per_cpu(ready, 1));
