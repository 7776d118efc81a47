/* bringup: holds */
/* Bit operations, and the macros that make masks. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

static unsigned long flags;

BRINGUP_TASK(task)
{
	set_bit(3, &flags);
	if (test_and_set_bit(1, &flags))
		flags = 0;
	clear_bit(3, &flags);
	BRINGUP_REQUIRE(Left, test_bit(1, &flags) && !test_bit(3, &flags));
	flags |= GENMASK(5, 4);
}

BRINGUP_SOMETIMES(Both, flags == (BIT(3) | BIT(1)));
BRINGUP_SOMETIMES(End, flags == 0x32);
