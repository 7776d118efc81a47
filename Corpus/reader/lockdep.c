/* bringup: violated: NoBuiltInViolation */
/* A lockdep assertion is checked. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

static DEFINE_MUTEX(lock);
static int n;

static void change(void)
{
	lockdep_assert_held(&lock);
	n++;
}

BRINGUP_TASK(task)
{
	mutex_lock(&lock);
	change();
	mutex_unlock(&lock);
	change();
}

BRINGUP_SOMETIMES(Two, n == 2);
