/* bringup: holds */
/* Atomics are one step each; who brings the count to 0 frees. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

static atomic_t users = ATOMIC_INIT(2);
static int *object;
static int freed;

static int __init object_init(void)
{
	object = kzalloc(sizeof(*object), GFP_KERNEL);
	return object ? 0 : -ENOMEM;
}
module_init(object_init);

static void put(void)
{
	*object = 5;
	if (atomic_dec_and_test(&users)) {
		freed = *object;
		kfree(object);
		object = NULL;
	}
}

BRINGUP_TASK(one)
{
	put();
}

BRINGUP_TASK(other)
{
	put();
}

BRINGUP_SOMETIMES(Freed, freed == 5 && !object);
BRINGUP_ALWAYS(Counts, atomic_read(&users) >= 0);
