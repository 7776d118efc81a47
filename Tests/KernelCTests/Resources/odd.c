/* Things that are rare, and all of which some kernel has. Written for the tests of bringup. */
#define DOUBLE(x)		((x) + (x))
#define NAME(prefix, n)		prefix##_##n
#define TEXT(x)			#x
#define SHOW(fmt, ...)		printk(KERN_DEBUG "odd: " fmt, ##__VA_ARGS__)
#define for_each_slot(i)	for ((i) = 0; (i) < NR_SLOTS; (i)++)
#define NR_SLOTS		4
#define MAKE_SHOW(field)						\
static int show_##field(struct odd *odd, char *buffer)			\
{									\
	return sprintf(buffer, TEXT(field) ": %d\n", odd->field);	\
}

struct odd {
	int width;
	int height;
};

MAKE_SHOW(width)
MAKE_SHOW(height)

#ifdef CONFIG_ODD_TRACE
static void trace(const char *what) { SHOW("%s\n", what); }
#else
static inline void trace(const char *what) { }
#endif

#if !defined(CONFIG_64BIT) || (NR_SLOTS > 8 && \
	!IS_ENABLED(CONFIG_ODD_SLOTS))
#error "too many slots"
#endif

static const int table[NR_SLOTS][2] = {
	[0] = { 1, 2 },
	[1 ... 2] = { [1] = DOUBLE(3) },
	{ 'a', '\n' },
};

static int dispatch(int op, int *p)
{
	static const void *const labels[] = { &&add, &&sub };
	__label__ done;
	int i, NAME(local, 1) = 0;

	if (op > 1)
		goto done;
	goto *labels[op];
add:
	*p = *p + 1;
	goto done;
sub:
	*p -= 1;
done:
	for_each_slot(i)
		NAME(local, 1) += table[i][0] ? table[i][1] : -table[i][0];
	return _Generic(*p, int: NAME(local, 1), long: 1L, default: 0);
}

static unsigned long long mixed(unsigned a, signed char b, long long int c, const volatile u8 *d)
{
	typeof(a) x = a, *y = &x;
	__auto_type z = (u16)*d;
	struct odd point = { .width = 1 }, other = (struct odd){ 2, 3 };
	int (*fn)(int, int *) = dispatch, (*fns[2])(int, int *) = { dispatch, NULL };
	unsigned long long sum;

	sum = 0x10 + 017 + 1UL + 2ull + '\x41' + sizeof(struct odd) + sizeof x + _Alignof(long);
	sum ^= a << 1 | b >> 2 & 3, sum %= 5;
	sum += IS_ENABLED(CONFIG_ODD_TRACE) ? fn(0, &point.width) : (*fns[0])(1, &other.height);
	sum -= -c - -a + +b - ~*y + !z;
	return sum ? sum-- : --sum;
}

static int lookup(struct odd *odd, int key)
{
	int i = 0;

	while (1) {
		if (odd[i].width == key && (odd[i].height < 0 || odd[i].height >= key))
			return i;
		else if (odd[i].width == -1)
			break;
		else
			i++;
	}
	if (WARN(i > NR_SLOTS, "%s" TEXT(lost) "\n", "a" "b"))
		BUG();
	SHOW("%d\n", i);
	SHOW("nothing\n");
	trace("lookup");
	return -1;
}
