/* bringup: holds */
/* Macros and constants of the file, and its parameters. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

#define LIMIT	4
#define CLAMP(x)	((x) > LIMIT ? LIMIT : (x))
#define SET(to, value)	do { (to) = (value); } while (0)

enum mode { OFF, ON = 5, AUTO };

BRINGUP_PARAMETER(depth, 3, 9);

static enum mode mode;
static int n;

static int count(void)
{
	static int calls = 3;

	return ++calls;
}

BRINGUP_TASK(task)
{
	SET(n, CLAMP(9));
	mode = AUTO;
	n += depth;
	count();
	n += count();
}

BRINGUP_SOMETIMES(Sum, n == LIMIT + 3 + 5 && mode == AUTO);
