/* bringup: holds */
/* Numbers and lists on the heap. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

struct item {
	struct item *next;
	int value;
};

static struct item *head;
static int sum, number;

static int __init list_init(void)
{
	int i;

	for (i = 1; i <= 2; i++) {
		struct item *item = kzalloc(sizeof(*item), GFP_KERNEL);

		if (!item)
			return -ENOMEM;
		item->value = i;
		item->next = head;
		head = item;
	}
	return 0;
}
module_init(list_init);

BRINGUP_TASK(walks)
{
	struct item *item;

	for (item = head; item; item = item->next)
		sum += item->value;
}

BRINGUP_TASK(counts)
{
	int *p = kmalloc(sizeof(*p), GFP_KERNEL);

	*p = 5;
	number = *p;
	kfree(p);
}

BRINGUP_SOMETIMES(Three, sum == 3);
BRINGUP_SOMETIMES(Five, number == 5);
BRINGUP_ALWAYS(NoMore, sum <= 3);
