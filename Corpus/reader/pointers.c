/* bringup: holds */
/* Functions by their address, container_of(), and addresses of locals. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

struct node {
	int x;
};

struct device {
	int id;
	struct node node;
};

struct device_ops {
	int (*start)(struct node *node);
	void (*stop)(void);
};

static struct device device = { .id = 3 };
static int seen, stopped, filled;

static int device_start(struct node *node)
{
	struct device *d = container_of(node, struct device, node);

	seen = d->id;
	return -EBUSY;
}

static void device_stop(void)
{
	stopped = 1;
}

static const struct device_ops ops = {
	.start = device_start,
	.stop = device_stop,
};
static const struct device_ops *current_ops = &ops;

static void fill(int *p, int value)
{
	*p = value;
}

BRINGUP_TASK(one)
{
	int x, ret;

	ret = current_ops->start(&device.node);
	BRINGUP_REQUIRE(Busy, ret == -EBUSY);
	if (current_ops->stop)
		current_ops->stop();
	fill(&x, 4);
	filled = x;
}

BRINGUP_TASK(other)
{
	int x;

	fill(&x, 6);
	filled = x;
}

BRINGUP_SOMETIMES(Three, seen == 3 && stopped);
BRINGUP_SOMETIMES(Four, filled == 4);
BRINGUP_ALWAYS(OwnLocals, !filled || filled == 4 || filled == 6);
