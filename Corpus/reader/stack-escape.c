/* bringup: violated: NoBuiltInViolation */
/* A request on the stack, whose owner does not wait for ever. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

struct request {
	struct completion done;
	int value;
};

static struct request *current_request;
static int got, late;

static int ask(void)
{
	struct request r;

	init_completion(&r.done);
	r.value = 0;
	current_request = &r;
	if (!wait_for_completion_timeout(&r.done, HZ))
		return -ETIMEDOUT;
	return r.value;
}

BRINGUP_TASK(asks)
{
	got = ask();
	if (got < 0)
		late = 1;
}

BRINGUP_TASK(answers)
{
	struct request *r = current_request;

	if (!r)
		return;
	r->value = 1;
	complete(&r->done);
}

BRINGUP_SOMETIMES(Got, got == 1);
BRINGUP_SOMETIMES(Late, late);
