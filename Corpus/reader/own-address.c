/* bringup: holds */
/* Variables that start with their own address. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

struct link {
	struct link *next, *prev;
};

static struct link head = { &head, &head };
static struct link other = { .next = &head, .prev = &other };
static int same;

BRINGUP_TASK(task)
{
	if (head.next == &head && head.prev->next == &head)
		same = 1;
	other.prev = &other;
}

BRINGUP_SOMETIMES(Same, same);
