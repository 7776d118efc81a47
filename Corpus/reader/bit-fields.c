/* bringup: violated: KeepsOn */
/* A store into a bit-field writes its neighbours back as it has read them. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

struct flags {
	u32 on : 1, level : 3, : 4, tag : 8;
};

union word {
	struct flags f;
	u32 whole;
};

static struct flags shared;
static union word word;

BRINGUP_TASK(switches_on)
{
	word.f.level = 5;
	word.f.on = 1;
	BRINGUP_REQUIRE(Word, word.whole == 11);
	word.whole = 0x300;
	BRINGUP_REQUIRE(Tag, word.f.tag == 3 && !word.f.level);
	shared.on = 1;
	BRINGUP_REQUIRE(KeepsOn, shared.on);
}

BRINGUP_TASK(sets_level)
{
	shared.level = 5;
}

BRINGUP_SOMETIMES(Both, shared.on && shared.level == 5);
