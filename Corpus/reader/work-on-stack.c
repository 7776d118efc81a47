/* bringup: holds */
/* A work item on the stack of a task, with what the task waits for. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

struct request {
	struct work_struct work;
	struct completion done;
	int value;
};

static int got, ran;

static void answer(struct work_struct *work)
{
	struct request *r = container_of(work, struct request, work);

	r->value = 1;
	complete(&r->done);
}

static void run(struct work_struct *work)
{
	ran++;
}

BRINGUP_TASK(task)
{
	struct request r = { };
	struct work_struct plain;
	DECLARE_WORK(declared, run);

	INIT_WORK_ONSTACK(&r.work, answer);
	init_completion(&r.done);
	r.value = 0;
	schedule_work_on(0, &r.work);
	wait_for_completion(&r.done);
	got = r.value;
	flush_work(&r.work);
	destroy_work_on_stack(&r.work);

	INIT_WORK(&plain, run);
	schedule_work(&plain);
	flush_work(&plain);
	schedule_work(&declared);
	flush_work(&declared);
	BRINGUP_REQUIRE(Twice, ran == 2);
}

BRINGUP_SOMETIMES(Got, got == 1);
BRINGUP_SOMETIMES(Ran, ran == 2);
