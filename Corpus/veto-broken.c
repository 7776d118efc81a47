/* bringup: violated: NoBuiltInViolation */
/*
 * Veto: a teardown refuses when it is too late.
 *
 * The teardown of a PREPARE state is called when the CPU is dead. There is no
 * way back from there: the core tries to bring it up again, warns, and leaves
 * it between two states, neither up nor down.
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

	ret = cpuhp_setup_state(CPUHP_BP_PREPARE_DYN, "session",
				session_start, session_stop);
	return ret < 0 ? ret : 0;
}
module_init(session_init);

BRINGUP_SOMETIMES(CPU1IsActive, cpu_active(1));
