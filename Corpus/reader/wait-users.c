/* bringup: violated: RequestEnds */
/* The last user is never gone, so the CPU can't go down. */
#include "bringup.h"

static DECLARE_WAIT_QUEUE_HEAD(queue);
static atomic_t users = ATOMIC_INIT(1);
static int drained;

static int users_offline(unsigned int cpu)
{
	wait_event(queue, atomic_read(&users) == 0);
	drained = 1;
	return 0;
}

static int __init users_init(void)
{
	int ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "users:online", NULL,
				    users_offline);

	return ret < 0 ? ret : 0;
}
module_init(users_init);

BRINGUP_ALWAYS(NeverDrained, !drained);
BRINGUP_SOMETIMES(Up, cpu_active(1));
