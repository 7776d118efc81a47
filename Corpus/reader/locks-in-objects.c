/* bringup: violated: RequestEnds */
/* Locks, completions and wait queues inside of locals and of heap objects. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

struct request {
	struct completion done;
	struct mutex mutex;
	wait_queue_head_t queue;
	spinlock_t lock;
	int value;
};

static struct request *local, *object;
static DEFINE_SPINLOCK(lock);
static int got;

static void prepare(struct request *r)
{
	init_completion(&r->done);
	mutex_init(&r->mutex);
	init_waitqueue_head(&r->queue);
	spin_lock_init(&r->lock);
	r->value = 0;
}

static void use(struct request *r)
{
	mutex_lock(&r->mutex);
	spin_lock(&r->lock);
	r->value++;
	spin_unlock(&r->lock);
	mutex_unlock(&r->mutex);
	wake_up(&r->queue);
	complete(&r->done);
}

static int ask(void)
{
	struct request r;

	prepare(&r);
	spin_lock(&lock);
	local = &r;
	spin_unlock(&lock);
	wait_event(r.queue, READ_ONCE(r.value) == 1);
	wait_for_completion(&r.done);
	return r.value;
}

BRINGUP_TASK(asks)
{
	struct request *r = kzalloc(sizeof(*r), GFP_KERNEL);

	got = ask();
	prepare(r);
	object = r;
	wait_for_completion(&r->done);
	got += r->value;
	kfree(r);
}

BRINGUP_TASK(answers)
{
	struct request *r;

	spin_lock(&lock);
	r = local;
	local = NULL;
	spin_unlock(&lock);
	if (r)
		use(r);
}

BRINGUP_TASK(ends)
{
	struct request *r = object;

	if (r)
		complete(&r->done);
}

BRINGUP_SOMETIMES(Got, got == 1);
