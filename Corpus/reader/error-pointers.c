/* bringup: holds */
/* A pointer or an error in one variable. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

struct object {
	int x;
};

static int error;

static struct object *make(void)
{
	struct object *o;

	if (bringup_any(2))
		return ERR_PTR(-ENODEV);
	o = kzalloc(sizeof(*o), GFP_KERNEL);
	return o ?: ERR_PTR(-ENOMEM);
}

BRINGUP_TASK(task)
{
	struct object *o = make();

	if (IS_ERR(o)) {
		error = PTR_ERR(o);
		return;
	}
	o->x = 1;
	kfree(o);
}

BRINGUP_SOMETIMES(Failed, error == -ENODEV);
BRINGUP_ALWAYS(NoOther, !error || error == -ENODEV);
