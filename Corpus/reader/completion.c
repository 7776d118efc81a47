/* bringup: violated: RequestEnds */
/* Who waits for another task may wait for ever: nobody has to begin it. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

static DECLARE_COMPLETION(ready);
static int data, got;

BRINGUP_TASK(produces)
{
	data = 5;
	complete(&ready);
}

BRINGUP_TASK(consumes)
{
	wait_for_completion(&ready);
	got = data;
	BRINGUP_REQUIRE(Five, got == 5);
}

BRINGUP_SOMETIMES(Got, got == 5);
