/* bringup: violated: NoBuiltInViolation */
/*
 * What is read and not looked at is read all the same: the pointer is used,
 * so what it points to has to be there.
 */
#include "bringup.h"

struct device {
	int value;
};

static struct device *device;
static int last;

static int device_online(unsigned int cpu)
{
	if (cpu != 1)
		return 0;
	device = kzalloc(sizeof(*device), GFP_KERNEL);
	return device ? 0 : -ENOMEM;
}

static int device_offline(unsigned int cpu)
{
	if (cpu != 1)
		return 0;
	kfree(device);
	device = NULL;
	return 0;
}

static int __init device_init(void)
{
	int ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "device:online",
				    device_online, device_offline);

	return ret < 0 ? ret : 0;
}
module_init(device_init);

/* Nobody reads it. */
BRINGUP_TASK(show)
{
	last = device->value;
}

BRINGUP_SOMETIMES(Device, device);
