/* bringup: holds */
/* Copies of memory, pointers that change hands, pages that are numbers. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

struct pair {
	int first, second;
};

static struct pair a = { 1, 2 }, b;
static int from[3] = { 1, 2, 3 }, to[3];
static struct pair *kept;
static unsigned long offset;

static struct pair *make(void)
{
	struct pair *p __free(kfree) = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return NULL;
	p->first = 7;
	return_ptr(p);
}

BRINGUP_TASK(task)
{
	struct pair *p __free(kfree) = kzalloc(sizeof(*p), GFP_KERNEL);
	unsigned long page = get_zeroed_page(GFP_KERNEL);

	memcpy(&b, &a, sizeof(b));
	BRINGUP_REQUIRE(Copied, b.first == 1 && b.second == 2);
	memcpy(to, from, sizeof(to));
	BRINGUP_REQUIRE(All, to[0] == 1 && to[1] == 2 && to[2] == 3);
	memcpy(p, &a, sizeof(*p));
	BRINGUP_REQUIRE(OnHeap, p->second == 2);
	kept = no_free_ptr(p);
	BRINGUP_REQUIRE(Taken, !p && kept->first == 1);
	kfree(kept);
	kept = make();
	BRINGUP_REQUIRE(Made, kept->first == 7);
	kfree(kept);
	kept = NULL;
	offset = offsetof(struct pair, second);
	if (page)
		free_page(page);
}

BRINGUP_SOMETIMES(Four, offset == 4);
