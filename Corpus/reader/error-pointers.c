/* bringup: holds */
/* A pointer or an error in one variable. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

struct object {
	int x;
};

struct other {
	int y;
};

static struct other the_other;
static int error;

static struct object *make(void)
{
	struct object *o;

	if (bringup_any(2))
		return ERR_PTR(-ENODEV);
	o = kzalloc(sizeof(*o), GFP_KERNEL);
	return o ?: ERR_PTR(-ENOMEM);
}

static struct other *find(void)
{
	return bringup_any(2) ? ERR_PTR(-EBUSY) : &the_other;
}

BRINGUP_TASK(task)
{
	struct object *o = make();
	struct other *other;

	if (IS_ERR(o)) {
		error = PTR_ERR(o);
		return;
	}
	/* One number for the errors of two kinds of pointers. */
	other = find();
	if (IS_ERR(other))
		error = PTR_ERR(other);
	else
		other->y = 1;
	o->x = 1;
	kfree(o);
}

BRINGUP_SOMETIMES(Failed, error == -ENODEV);
BRINGUP_SOMETIMES(Busy, error == -EBUSY);
BRINGUP_SOMETIMES(Found, the_other.y);
BRINGUP_ALWAYS(NoOther, !error || error == -ENODEV || error == -EBUSY);
