/* bringup: holds */
/* xchg() and cmpxchg() are one step, for numbers and for pointers. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

struct object {
	int x;
};

static struct object *object;
static DEFINE_PER_CPU(struct object *, cached);
static int owner, seen;
static bool one_in, other_in;

static int __init object_init(void)
{
	object = kzalloc(sizeof(*object), GFP_KERNEL);
	if (!object)
		return -ENOMEM;
	object->x = 3;
	per_cpu(cached, 0) = kzalloc(sizeof(*object), GFP_KERNEL);
	return 0;
}
module_init(object_init);

static void take(void)
{
	struct object *o = xchg(&object, NULL);

	if (o) {
		seen = o->x;
		kfree(o);
	}
}

BRINGUP_TASK(one)
{
	take();
	kfree(this_cpu_xchg(cached, NULL));
	if (cmpxchg(&owner, 0, 1) == 0) {
		one_in = true;
		one_in = false;
		xchg(&owner, 0);
	}
}

BRINGUP_TASK(other)
{
	take();
	if (cmpxchg(&owner, 0, 2) == 0) {
		other_in = true;
		other_in = false;
		xchg(&owner, 0);
	}
}

BRINGUP_ALWAYS(OneAtATime, !(one_in && other_in));
BRINGUP_SOMETIMES(Seen, seen == 3);
BRINGUP_SOMETIMES(OneIsIn, one_in);
