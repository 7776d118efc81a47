/* bringup: holds */
/* What gcc says of types that nobody writes down; found by random programs. */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

enum sign { MINUS = -1, PLUS = 1 };

struct flags {
	u32 low : 3, high : 3;
	s32 small : 3;
};

struct large {
	u64 first;
	u32 cut : 3;
	union {
		u32 whole;
		u8 byte;
	};
};

struct most {
	u64 low : 63, top : 1;
};

union word {
	struct flags f;
	s64 number;
};

static union word word = { .f = { .high = 5 } };
static struct large large = { .first = ~0U, .whole = 0x102 };
static struct flags flags;
static struct most most;
static u32 wide = -1;
static u8 cut_off = -1;
static u64 big, divisor;
static enum sign sign;
static u8 bytes[4] = { [1 ... 2] = 7 };
static int elements = ARRAY_SIZE(bytes);
static int zero, one, result;

static int taken(u8 value)
{
	return value;
}

static int (*through)(u8 value) = taken;

BRINGUP_TASK(computes)
{
	u8 *byte = bytes;
	int local = 1;
	int again = 3;

	one = 1;
	zero = 1;
	zero = 0;
	BRINGUP_REQUIRE(Initial, wide == U32_MAX && cut_off == 255);
	BRINGUP_REQUIRE(InitialBits, word.f.high == 5 && word.number == 40);
	BRINGUP_REQUIRE(InitialWide, large.first == 0xffffffff);
	BRINGUP_REQUIRE(Range, bytes[1] == 7 && bytes[2] == 7 && !bytes[3]);
	BRINGUP_REQUIRE(Overlay, large.byte == 2);
	large.cut = wide;
	BRINGUP_REQUIRE(CutInLarge, large.cut == 7);
	BRINGUP_REQUIRE(Promoted, flags.low - 1 < 0);
	result = (flags.small = 5);
	BRINGUP_REQUIRE(ValueOfStore, result == -3);
	word.number = -1;
	BRINGUP_REQUIRE(SignOfMember, word.number < 0);
	sign = MINUS;
	BRINGUP_REQUIRE(SignOfEnum, sign < 0);
	BRINGUP_REQUIRE(OtherArm, (one ? -1 : 0U) > 0);
	BRINGUP_REQUIRE(Least, min_t(u8, 300, 50) == 44);
	BRINGUP_REQUIRE(LeastPromoted, ~min_t(u8, 300, 50) < 0);
	BRINGUP_REQUIRE(LeastSize, sizeof(min_t(u8, 3, 5)) == 4);
	BRINGUP_REQUIRE(Sizes, sizeof(large) == 16 && sizeof(one + big) == 8);
	BRINGUP_REQUIRE(Offset, offsetof(struct large, whole) == elements + 8);
	big = 1ULL << 63;
	big = ~0ULL;
	divisor = 3;
	divisor = ~0ULL - 1;
	BRINGUP_REQUIRE(Unsigned, big / divisor == 1 && 5 / divisor == 0);
	BRINGUP_REQUIRE(Logical, big >> (local + 62) == 1);
	most.low = big;
	BRINGUP_REQUIRE(Most, most.low == big >> 1 && !most.top);
	if (zero || (local = 2))
		result = local;
	BRINGUP_REQUIRE(KeptBehindOr, result == 2);
	if (again && again--)
		result = again;
	BRINGUP_REQUIRE(KeptBehindAnd, result == 2 && again == 2);
	switch (wide) {
	case -1:
		result = 9;
	}
	BRINGUP_REQUIRE(CaseConverted, result == 9);
	BRINGUP_REQUIRE(Passed, through(wide) == 255);
	BRINGUP_REQUIRE(Bytes, *(byte + 2) == 7 && !*(byte + 3));
	large = (struct large){ .first = large.whole };
	BRINGUP_REQUIRE(ReadFirst, large.first == 0x102);
}

BRINGUP_SOMETIMES(Read, result == 9);
