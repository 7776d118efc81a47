/* bringup: violated: NothingLost */
/* A plain n++ is a load and a store, and another task comes between. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

static int n;
static int done;
static DEFINE_MUTEX(lock);

static void add(void)
{
	n++;
	mutex_lock(&lock);
	done++;
	BRINGUP_REQUIRE(NothingLost, done < 2 || n == 2);
	mutex_unlock(&lock);
}

BRINGUP_TASK(one)
{
	add();
}

BRINGUP_TASK(other)
{
	add();
}

BRINGUP_SOMETIMES(Two, n == 2);
