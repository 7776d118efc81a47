/* bringup: holds */
/*
 * Veto: a teardown of the ONLINE section may refuse.
 *
 * The CPU is still online. The core runs the startups above the state again,
 * and the request ends with the error.
 */
#include "bringup.h"

static int session_start(unsigned int cpu)
{
	return 0;
}

static int session_stop(unsigned int cpu)
{
	/* Somebody may still have a session on this CPU. */
	return cpu != 0 && bringup_any(2) ? -EBUSY : 0;
}

static int __init session_init(void)
{
	int ret;

	ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "session",
				session_start, session_stop);
	return ret < 0 ? ret : 0;
}
module_init(session_init);

BRINGUP_SOMETIMES(CPU1IsActive, cpu_active(1));
