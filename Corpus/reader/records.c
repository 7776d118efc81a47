/* bringup: holds */
/* Records, arrays in them, copies and initial values. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

struct inner {
	int a;
	u8 b;
};

struct outer {
	struct inner in;
	struct inner *p;
	int v[3];
	struct inner many[2];
};

static struct outer o = { .in = { .a = 1, .b = 2 }, .v = { 4, 5, [2] = 6 } };
static struct inner other = { 7, 8 };
static int numbers[] = { 1, 2, 3 };
static int first;

BRINGUP_TASK(task)
{
	struct inner copy;
	struct outer *q = &o;
	int i, sum = 0;

	first = o.in.a + numbers[2];
	o.p = &other;
	copy = *q->p;
	q->in = copy;
	for (i = 0; i < 3; i++)
		sum += q->v[i];
	BRINGUP_REQUIRE(Sum, sum == 15);
	BRINGUP_REQUIRE(Copied, o.in.a == 7 && o.in.b == 8);
	q->many[1].a = 3;
	BRINGUP_REQUIRE(Apart, !o.many[0].a && o.many[1].a == 3);
	q->many[0] = q->many[1];
	BRINGUP_REQUIRE(ElementCopied, o.many[0].a == 3);
}

BRINGUP_SOMETIMES(Initial, first == 4);
