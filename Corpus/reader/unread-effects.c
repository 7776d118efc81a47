/* bringup: violated: Printed, NoBuiltInViolation */
/*
 * Where nobody looks at a value, what it does on the way is done. A function
 * of the file goes before a macro of the kernel with a name like it, and
 * a pointer that is kept where nobody reads it is no leak.
 */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

struct node {
	struct node *next;
};

static int sink, count, resets, done;
static struct node *head;
static DEFINE_PER_CPU(int, depth);

static int step(void)
{
	count++;
	return count;
}

static int dev_reset(void)
{
	resets++;
	return -EBUSY;
}

BRINGUP_TASK(look)
{
	struct node *node;

	sink = step();
	pr_info("%d\n", step());
	BRINGUP_REQUIRE(Counted, count == 2);
	BRINGUP_REQUIRE(Busy, dev_reset() == -EBUSY);
	BRINGUP_REQUIRE(Reset, resets == 1);
	sink = get_cpu_var(depth);
	BRINGUP_REQUIRE(Held, !preemptible());
	put_cpu_var(depth);
	node = kzalloc(sizeof(*node), GFP_KERNEL);
	node->next = head;
	head = node;
	node = kzalloc(sizeof(*node), GFP_KERNEL);
	node->next = head;
	head = node;
	WARN(!done, "%d\n", step());
	BRINGUP_REQUIRE(Printed, count == 2);
	done = 1;
}

BRINGUP_SOMETIMES(Done, done);
