/* bringup: holds */
/* What is undone when a block is left, by whatever way. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

BRINGUP_FAULTS(1);

struct object {
	int x;
};

static DEFINE_MUTEX(lock);
static DEFINE_RAW_SPINLOCK(inner);
static int n, used;

static int get(int looks)
{
	guard(mutex)(&lock);
	if (looks)
		return n;
	scoped_guard(raw_spinlock_irqsave, &inner) {
		n++;
		if (n > 5)
			return -1;
	}
	return 0;
}

static int use(void)
{
	struct object *o __free(kfree) = kzalloc(sizeof(*o), GFP_KERNEL);

	if (!o)
		return -ENOMEM;
	o->x = 3;
	used = o->x;
	return 0;
}

BRINGUP_TASK(one)
{
	get(0);
}

BRINGUP_TASK(other)
{
	int v = get(1);

	BRINGUP_REQUIRE(Range, v == 0 || v == 1);
	v = use();
	BRINGUP_REQUIRE(Result, v == 0 || v == -ENOMEM);
}

BRINGUP_SOMETIMES(One, n == 1);
BRINGUP_SOMETIMES(Used, used == 3);
