/* bringup: holds */
/* A static key is a variable that takes the hotplug lock to change. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

static DEFINE_STATIC_KEY_FALSE(key);
static DEFINE_STATIC_KEY_TRUE(other_key);
static int n;

BRINGUP_TASK(switches)
{
	static_branch_enable(&key);
}

BRINGUP_TASK(looks)
{
	if (static_branch_unlikely(&key) && static_branch_likely(&other_key))
		n = 1;
}

BRINGUP_SOMETIMES(One, n);
