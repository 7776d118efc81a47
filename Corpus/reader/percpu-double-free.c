/* bringup: violated: NoBuiltInViolation, NoLeak */
/* Per-CPU memory is lost by one task and freed twice by two others. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

static int __percpu *numbers;

static int __init numbers_init(void)
{
	numbers = alloc_percpu(int);
	return numbers ? 0 : -ENOMEM;
}
module_init(numbers_init);

BRINGUP_TASK(frees)
{
	free_percpu(numbers);
}

BRINGUP_TASK(frees_too)
{
	free_percpu(numbers);
}

BRINGUP_TASK(loses)
{
	numbers = NULL;
}

BRINGUP_SOMETIMES(Allocated, numbers);
