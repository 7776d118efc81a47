/* bringup: holds */
/* SRCU has readers of its own, who may sleep. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

struct object {
	int x;
};

static struct object *object;
static int seen;
DEFINE_STATIC_SRCU(domain);

static int __init object_init(void)
{
	object = kzalloc(sizeof(*object), GFP_KERNEL);
	return object ? 0 : -ENOMEM;
}
module_init(object_init);

BRINGUP_TASK(reader)
{
	struct object *o;
	int idx = srcu_read_lock(&domain);

	o = srcu_dereference(object, &domain);
	if (o) {
		o->x = 1;
		seen = 1;
	}
	srcu_read_unlock(&domain, idx);
}

BRINGUP_TASK(writer)
{
	struct object *o = object;

	rcu_assign_pointer(object, NULL);
	synchronize_srcu(&domain);
	kfree(o);
}

BRINGUP_SOMETIMES(Seen, seen);
