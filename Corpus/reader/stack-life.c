/* bringup: holds */
/* A pointer to a local that nobody uses once the local is gone. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

struct request {
	int value;
};

static DEFINE_SPINLOCK(lock);
static struct request *current_request;
static int got;

static void answer(struct request *r)
{
	r->value = 1;
}

BRINGUP_TASK(asks)
{
	struct request r = { 0 };

	spin_lock(&lock);
	current_request = &r;
	spin_unlock(&lock);
	spin_lock(&lock);
	current_request = NULL;
	got = r.value;
	spin_unlock(&lock);
}

BRINGUP_TASK(answers)
{
	spin_lock(&lock);
	if (current_request)
		answer(current_request);
	spin_unlock(&lock);
}

BRINGUP_SOMETIMES(Got, got == 1);
