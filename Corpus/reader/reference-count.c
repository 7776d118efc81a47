/* bringup: violated: NoBuiltInViolation */
/* The last reference is given back while another task uses the object. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

struct object {
	int x;
};

static refcount_t users = REFCOUNT_INIT(1);
static struct object *object;

static int __init object_init(void)
{
	object = kzalloc(sizeof(*object), GFP_KERNEL);
	return object ? 0 : -ENOMEM;
}
module_init(object_init);

BRINGUP_TASK(last)
{
	if (refcount_dec_and_test(&users))
		kfree(object);
}

BRINGUP_TASK(user)
{
	object->x = 1;
}

BRINGUP_SOMETIMES(Gone, refcount_read(&users) == 0);
