/* bringup: holds */
/*
 * Error in STARTING: what may fail belongs into the ONLINE section.
 *
 * There an error takes the CPU down again, and whoever asked for it is told.
 */
#include "bringup.h"

static DEFINE_PER_CPU(bool, enabled);

static int feature_enable(unsigned int cpu)
{
	/* The firmware of a CPU that is hot-added may have locked it. */
	if (cpu != 0 && bringup_any(2))
		return -EIO;
	per_cpu(enabled, cpu) = true;
	return 0;
}

static int feature_disable(unsigned int cpu)
{
	per_cpu(enabled, cpu) = false;
	return 0;
}

static int __init feature_init(void)
{
	int ret;

	ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "feature",
				feature_enable, feature_disable);
	return ret < 0 ? ret : 0;
}
module_init(feature_init);

BRINGUP_ALWAYS(ActiveIsEnabled, !cpu_active(1) || per_cpu(enabled, 1));
BRINGUP_SOMETIMES(CPU1IsActive, cpu_active(1));
