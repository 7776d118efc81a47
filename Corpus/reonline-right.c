/* bringup: holds */
/*
 * Re-online: what the CPU forgets, the software forgets with it.
 *
 * The teardown clears the flag, and the startup enables the feature every time.
 */
#include "bringup.h"

BRINGUP_STATE_AFTER(CPUHP_AP_FEATURE_STARTING, CPUHP_AP_SMPCFD_DYING);

/* Stands for a register of the CPU: INIT clears it. */
static DEFINE_PER_CPU(bool, feature_bit);

static DEFINE_PER_CPU(bool, enabled);

static int feature_starting(unsigned int cpu)
{
	if (per_cpu(enabled, cpu))
		return 0;
	per_cpu(feature_bit, cpu) = true;
	per_cpu(enabled, cpu) = true;
	return 0;
}

static int feature_dying(unsigned int cpu)
{
	per_cpu(feature_bit, cpu) = false;
	per_cpu(enabled, cpu) = false;
	return 0;
}

static int __init feature_init(void)
{
	return cpuhp_setup_state(CPUHP_AP_FEATURE_STARTING, "feature:starting",
				 feature_starting, feature_dying);
}
module_init(feature_init);

BRINGUP_ALWAYS(ActiveIsEnabled, !cpu_active(1) || per_cpu(feature_bit, 1));
BRINGUP_SOMETIMES(CPU1IsActive, cpu_active(1));
