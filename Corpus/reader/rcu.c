/* bringup: holds */
/* synchronize_rcu() waits for those who may have seen the pointer. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

struct object {
	int x;
};

static struct object *object;
static int seen;

static int __init object_init(void)
{
	object = kzalloc(sizeof(*object), GFP_KERNEL);
	return object ? 0 : -ENOMEM;
}
module_init(object_init);

BRINGUP_TASK(reader)
{
	struct object *o;

	rcu_read_lock();
	o = rcu_dereference(object);
	if (o) {
		o->x = 1;
		seen = 1;
	}
	rcu_read_unlock();
}

BRINGUP_TASK(writer)
{
	struct object *o = object;

	rcu_assign_pointer(object, NULL);
	synchronize_rcu();
	kfree(o);
}

BRINGUP_SOMETIMES(Seen, seen);
