/*
 * bringup.h: what a C file that bringup checks may use, so that compilers and
 * editors understand it as well:
 *
 *	gcc -std=gnu11 -Wall -Wextra -fsyntax-only -I Corpus my.c
 *
 * bringup itself never reads this header: it knows the macros and what the
 * kernel's functions do. So there are no bodies here. Part 1 is the reference
 * of the macros; part 2 declares what may be used of the kernel, under the
 * kernel's names; part 3 lists the hotplug states. What is declared here and
 * called is understood; anything else that is called is listed as opaque in
 * the report.
 *
 * The first line of a file may be a comment that records what is expected:
 * `bringup: holds`, or `bringup: violated: NAME, NAME`, where all other cells
 * hold. `bringup check --expect FILE` compares.
 */
#ifndef BRINGUP_H
#define BRINGUP_H

/* As in the kernel's own builds. */
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wsign-compare"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#pragma GCC diagnostic ignored "-Wenum-conversion"

#define bringup_paste_(a, b)	a##b
#define bringup_paste(a, b)	bringup_paste_(a, b)

/* ------------------------------------------------------------------------
 * Part 1: the macros of a file that is a case.
 */

/*
 * BRINGUP_CPUS(n): 2, 3 or 4 CPUs, 2 if the file does not say. CPU 0 is always
 * online. --cpus overrides it.
 */
#define BRINGUP_CPUS(n) \
	_Static_assert((n) >= 2 && (n) <= 4, "there are 2 to 4 CPUs")

/*
 * BRINGUP_FAULTS(n): up to n allocations and opaque calls fail, any of them; 0
 * if the file does not say. --faults overrides it.
 */
#define BRINGUP_FAULTS(n) \
	_Static_assert((n) >= 0 && (n) <= 7, "there are at most 7 faults")

/*
 * BRINGUP_NO_HOTPLUG(): nobody writes to cpuN/online. Without it a task on
 * CPU 0 takes every other CPU up and down for ever, in any order, once the
 * initialisers have run. At the start only CPU 0 is online, and no other CPU
 * has ever been.
 */
#define BRINGUP_NO_HOTPLUG() \
	_Static_assert(1, "")

/*
 * BRINGUP_TARGET(cpu, state): that task may also write this state to
 * cpuN/hotplug/target: the CPU goes up or down to it and stays there.
 */
#define BRINGUP_TARGET(cpu, state) \
	_Static_assert((cpu) >= 1 && (cpu) <= 3 && (state) >= 0, \
		       "a CPU from 1 to 3 can be sent to a state")

/*
 * BRINGUP_STATE_AFTER(new, known); BRINGUP_STATE_BEFORE(new, known): a state
 * that enum cpuhp_state does not have, directly above or below one that it
 * has: the line that a patch would add to include/linux/cpuhotplug.h.
 */
#define BRINGUP_STATE_AFTER(new, known)		enum { new = (int)(known) }
#define BRINGUP_STATE_BEFORE(new, known)	enum { new = (int)(known) }

/*
 * BRINGUP_PARAMETER(name, default, other...): a constant. --set name=value
 * gives it another of these values.
 */
#define BRINGUP_PARAMETER(name, ...) \
	enum { name = (bringup_first(__VA_ARGS__, 0)) }; \
	static const int bringup_paste(bringup_values_, name)[] \
		__attribute__((unused)) = { __VA_ARGS__ }
#define bringup_first(value, ...) value

/*
 * module_init(f); and the other initcalls: f() runs on CPU 0 before all else.
 * A file may have several; they run in the order of the file. If one returns
 * an error, the module is not loaded: no task and no device begins.
 */
#define module_init(f) \
	static int (*const bringup_paste(bringup_init_, f))(void) \
		__attribute__((unused)) = f
#define early_initcall(f)	module_init(f)
#define pure_initcall(f)	module_init(f)
#define core_initcall(f)	module_init(f)
#define postcore_initcall(f)	module_init(f)
#define arch_initcall(f)	module_init(f)
#define subsys_initcall(f)	module_init(f)
#define fs_initcall(f)		module_init(f)
#define device_initcall(f)	module_init(f)
#define late_initcall(f)	module_init(f)

/*
 * BRINGUP_TASK(name) { ... }: a task that is bound to CPU 0. It begins at any
 * time after the initialisers, or never, and runs once; `return` ends it. Once
 * it has begun it has to be able to end by itself: cell RequestEnds. So a task
 * that waits for another one may wait for ever.
 */
#define BRINGUP_TASK(name) \
	static __attribute__((used)) void bringup_paste(bringup_task_, name)(void)

/*
 * BRINGUP_TASK_ON(name, cpu) { ... }: one whose affinity is another CPU. It
 * begins there while that is active, and is moved away when that goes down.
 */
#define BRINGUP_TASK_ON(name, cpu) \
	_Static_assert((cpu) >= 0 && (cpu) <= 3, "a CPU from 0 to 3"); \
	BRINGUP_TASK(name)

/*
 * BRINGUP_UNBOUND_TASK(name) { ... }: one that begins on CPU 0 and may move to
 * any active CPU whenever it can be preempted.
 */
#define BRINGUP_UNBOUND_TASK(name) \
	BRINGUP_TASK(name)

/*
 * BRINGUP_INTERRUPT(name, cpu) { ... }: a device raises it at any time after
 * the initialisers while its CPU is online, again and again. Its handler runs
 * there as soon as interrupts are on.
 */
#define BRINGUP_INTERRUPT(name, cpu) \
	_Static_assert((cpu) >= 0 && (cpu) <= 3, "a CPU from 0 to 3"); \
	static __attribute__((used)) void \
		bringup_paste(bringup_interrupt_, name)(void)

/*
 * What is asked. Each name becomes a cell of the report; an expression may use
 * variables and functions that only look, such as cpu_active(1).
 *
 * BRINGUP_ALWAYS(name, expr): it is true in every state, even between two
 * steps of anybody.
 * BRINGUP_SOMETIMES(name, expr): it is true in some state. A file in which
 * nothing can happen keeps every other promise, so have at least one.
 * BRINGUP_CAN_FINISH(name, from, reach): from every state in which `from` is
 * true the kernel alone can get to one in which `reach` is.
 * BRINGUP_REQUIRE(name, expr): inside a function: it is true whenever a
 * context gets there. A name may stand at several places.
 *
 * Every file also has the cells NoBuiltInViolation (no NULL or freed memory is
 * used, nothing sleeps in atomic context, no WARN or BUG, ...), NoLeak (what is
 * allocated is pointed to) and RequestEnds (a hotplug request or task that has
 * begun can always end).
 */
#define BRINGUP_ALWAYS(name, expr) \
	static __attribute__((unused)) bool \
		bringup_paste(bringup_always_, name)(void) \
	{ return !!(expr); } \
	_Static_assert(1, "")
#define BRINGUP_SOMETIMES(name, expr) \
	static __attribute__((unused)) bool \
		bringup_paste(bringup_sometimes_, name)(void) \
	{ return !!(expr); } \
	_Static_assert(1, "")
#define BRINGUP_CAN_FINISH(name, from, reach) \
	static __attribute__((unused)) bool \
		bringup_paste(bringup_can_finish_, name)(void) \
	{ return !!(from) && !(reach); } \
	_Static_assert(1, "")
#define BRINGUP_REQUIRE(name, expr)	((void)!!(expr))

/*
 * bringup_any(n): one of 0..n-1, as the environment likes; n is a constant
 * from 1 to 16. For what hardware answers and what users ask for.
 */
extern int bringup_any(int n);

/* ------------------------------------------------------------------------
 * Part 2: what may be used of the kernel.
 */

#define NULL	((void *)0)
#define bool	_Bool
#define true	1
#define false	0

typedef signed char s8;
typedef unsigned char u8;
typedef short s16;
typedef unsigned short u16;
typedef int s32;
typedef unsigned int u32;
typedef long long s64;
typedef unsigned long long u64;
typedef unsigned long size_t;
typedef long ssize_t;
typedef unsigned int gfp_t;

#define U8_MAX		((u8)~0U)
#define U32_MAX		(~0U)
#define U64_MAX		(~0ULL)
#define INT_MAX		((int)(~0U >> 1))
#define INT_MIN		(-INT_MAX - 1)
#define UINT_MAX	(~0U)
#define LONG_MAX	((long)(~0UL >> 1))
#define ULONG_MAX	(~0UL)
#define PAGE_SIZE	4096UL
#define PAGE_SHIFT	12
#define HZ		250

enum {
	EPERM = 1, ENOENT = 2, EINTR = 4, EIO = 5, ENXIO = 6, E2BIG = 7,
	EBADF = 9, EAGAIN = 11, ENOMEM = 12, EACCES = 13, EFAULT = 14,
	EBUSY = 16, EEXIST = 17, ENODEV = 19, EINVAL = 22, ENFILE = 23,
	ENOSPC = 28, EROFS = 30, EDOM = 33, ERANGE = 34, EDEADLK = 35,
	ENOSYS = 38, ENODATA = 61, ETIME = 62, EPROTO = 71, EOVERFLOW = 75,
	EOPNOTSUPP = 95, EADDRINUSE = 98, ENOBUFS = 105, ETIMEDOUT = 110,
	EALREADY = 114, EINPROGRESS = 115, ECANCELED = 125, ENOTSUPP = 524,
};

/* Annotations. */
#define __init
#define __exit
#define __percpu
#define __rcu
#define __iomem
#define __user
#define __force
#define __read_mostly
#define __ro_after_init
#define __must_check
#define __maybe_unused		__attribute__((unused))
#define __always_unused		__attribute__((unused))
#define __packed		__attribute__((packed))
#define __aligned(n)		__attribute__((aligned(n)))
#define noinline		__attribute__((noinline))
#define __always_inline		inline
#define fallthrough		__attribute__((fallthrough))
#define __free(release)		__attribute__((unused))

/* The language. */
#define likely(x)		(!!(x))
#define unlikely(x)		(!!(x))
#define offsetof(type, member)	__builtin_offsetof(type, member)
#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))
#define BIT(n)			(1UL << (n))
#define BIT_ULL(n)		(1ULL << (n))
#define GENMASK(h, l)		((~0UL >> (63 - (h))) & (~0UL << (l)))
#define GENMASK_ULL(h, l)	((~0ULL >> (63 - (h))) & (~0ULL << (l)))
#define abs(x)			((x) < 0 ? -(x) : (x))
#define clamp(x, low, high)	min(max(x, low), high)
#define clamp_t(type, x, low, high) \
	clamp((type)(x), (type)(low), (type)(high))
#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))
#define roundup(x, y)		(DIV_ROUND_UP(x, y) * (y))
#define round_up(x, y)		((((x) - 1) | ((__typeof__(x))(y) - 1)) + 1)
#define ilog2(n)		(63 - __builtin_clzll(n))
#define min(a, b)		((a) < (b) ? (a) : (b))
#define max(a, b)		((a) > (b) ? (a) : (b))
#define min_t(type, a, b)	min((type)(a), (type)(b))
#define max_t(type, a, b)	max((type)(a), (type)(b))
#define container_of(pointer, type, member) \
	((type *)(void *)((char *)(pointer) - offsetof(type, member)))
#define container_of_const(pointer, type, member) \
	container_of(pointer, type, member)

static inline void *ERR_PTR(long error) { return (void *)error; }
static inline long PTR_ERR(const void *p) { return (long)p; }
static inline void *ERR_CAST(const void *p) { return (void *)p; }
static inline int PTR_ERR_OR_ZERO(const void *p)
{
	return (long)p < 0 ? (int)(long)p : 0;
}
static inline bool IS_ERR(const void *p) { return (long)p < 0; }
static inline bool IS_ERR_OR_NULL(const void *p) { return (long)p <= 0; }

/* What only talks. The format is not looked at. */
extern void bringup_talk(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
#define printk(...)			bringup_talk(__VA_ARGS__)
#define printk_once(...)		bringup_talk(__VA_ARGS__)
#define printk_ratelimited(...)		bringup_talk(__VA_ARGS__)
#define trace_printk(...)		bringup_talk(__VA_ARGS__)
#define pr_emerg(...)			bringup_talk(__VA_ARGS__)
#define pr_alert(...)			bringup_talk(__VA_ARGS__)
#define pr_crit(...)			bringup_talk(__VA_ARGS__)
#define pr_err(...)			bringup_talk(__VA_ARGS__)
#define pr_err_once(...)		bringup_talk(__VA_ARGS__)
#define pr_err_ratelimited(...)		bringup_talk(__VA_ARGS__)
#define pr_warn(...)			bringup_talk(__VA_ARGS__)
#define pr_warn_once(...)		bringup_talk(__VA_ARGS__)
#define pr_warn_ratelimited(...)	bringup_talk(__VA_ARGS__)
#define pr_notice(...)			bringup_talk(__VA_ARGS__)
#define pr_info(...)			bringup_talk(__VA_ARGS__)
#define pr_info_once(...)		bringup_talk(__VA_ARGS__)
#define pr_info_ratelimited(...)	bringup_talk(__VA_ARGS__)
#define pr_debug(...)			bringup_talk(__VA_ARGS__)
#define pr_cont(...)			bringup_talk(__VA_ARGS__)
extern void dump_stack(void);

/* Checks: a WARN is a finding and the code goes on, a BUG is the end. */
static inline bool bringup_warn(bool condition) { return condition; }
#define WARN_ON(condition)		bringup_warn(condition)
#define WARN_ON_ONCE(condition)		bringup_warn(condition)
#define WARN(condition, ...) \
	(bringup_talk(__VA_ARGS__), bringup_warn(condition))
#define WARN_ONCE(condition, ...)	WARN(condition, __VA_ARGS__)
extern void BUG(void) __attribute__((noreturn));
#define BUG_ON(condition)		((condition) ? BUG() : (void)0)
#define VM_BUG_ON(condition)		BUG_ON(condition)
#define BUILD_BUG_ON(condition)		_Static_assert(!(condition), "BUILD_BUG_ON")
extern void might_sleep(void);
extern void might_sleep_if(bool condition);

/* Memory: shared variables are read and written as they stand, in order. */
#define READ_ONCE(x)		(*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, new)	((void)(*(volatile __typeof__(x) *)&(x) = (new)))
#define data_race(x)		(x)
#define smp_load_acquire(p)	READ_ONCE(*(p))
#define smp_store_release(p, new)	WRITE_ONCE(*(p), new)
#define smp_store_mb(x, new)	WRITE_ONCE(x, new)
#define rcu_dereference(p)	READ_ONCE(p)
#define rcu_access_pointer(p)	READ_ONCE(p)
#define srcu_dereference(p, ssp)	READ_ONCE(p)
#define rcu_assign_pointer(p, new)	WRITE_ONCE(p, new)
#define RCU_INIT_POINTER(p, new)	WRITE_ONCE(p, new)
extern void barrier(void), mb(void), rmb(void), wmb(void);
extern void smp_mb(void), smp_rmb(void), smp_wmb(void);
extern void smp_mb__before_atomic(void), smp_mb__after_atomic(void);

/*
 * Allocation: fails under the fault budget alone. Memory that is freed is not
 * given out again while a pointer to it is left anywhere.
 */
enum {
	__GFP_ZERO = 0x100, __GFP_DIRECT_RECLAIM = 0x400, __GFP_NOWARN = 0x2000,
	__GFP_NOFAIL = 0x8000, GFP_ATOMIC = 0x820, GFP_KERNEL = 0xcc0,
	GFP_KERNEL_ACCOUNT = 0x400cc0, GFP_NOWAIT = 0x2800, GFP_NOIO = 0xc00,
	GFP_NOFS = 0xc40, GFP_USER = 0x100cc0,
};
struct page;
extern void *kmalloc(size_t size, gfp_t flags);
extern void *kzalloc(size_t size, gfp_t flags);
extern void *kmalloc_node(size_t size, gfp_t flags, int node);
extern void *kzalloc_node(size_t size, gfp_t flags, int node);
extern void *kmalloc_array(size_t n, size_t size, gfp_t flags);
extern void *kcalloc(size_t n, size_t size, gfp_t flags);
extern void *kvcalloc(size_t n, size_t size, gfp_t flags);
extern void *kvmalloc(size_t size, gfp_t flags);
extern void *kvzalloc(size_t size, gfp_t flags);
extern void *vmalloc(unsigned long size);
extern void *vzalloc(unsigned long size);
extern void *__vmalloc(unsigned long size, gfp_t flags);
extern unsigned long __get_free_page(gfp_t flags);
extern unsigned long __get_free_pages(gfp_t flags, unsigned int order);
extern unsigned long get_zeroed_page(gfp_t flags);
extern struct page *alloc_page(gfp_t flags);
extern struct page *alloc_pages(gfp_t flags, unsigned int order);
extern struct page *alloc_pages_node(int node, gfp_t flags, unsigned int order);
extern void kfree(const void *object);
extern void kvfree(const void *object);
extern void kfree_sensitive(const void *object);
extern void vfree(const void *object);
extern void free_page(unsigned long object);
extern void free_pages(unsigned long object, unsigned int order);
extern void __free_page(struct page *object);
extern void __free_pages(struct page *object, unsigned int order);
extern void *memset(void *object, int c, size_t n);
extern void *memcpy(void *to, const void *from, size_t n);
extern void *memmove(void *to, const void *from, size_t n);
/* What the pointer holds, which is NULL from then on: __free frees nothing. */
#define no_free_ptr(p) \
	({ __typeof__(p) bringup_taken_ = (p); (p) = NULL; bringup_taken_; })
#define return_ptr(p)	return no_free_ptr(p)

/* Interrupts, preemption, and the number of the CPU. */
extern unsigned long bringup_flags(void);
extern void local_irq_disable(void), local_irq_enable(void);
#define local_irq_save(flags)		((void)((flags) = bringup_flags()))
#define local_save_flags(flags)		((void)((flags) = bringup_flags()))
extern void local_irq_restore(unsigned long flags);
extern void local_bh_disable(void), local_bh_enable(void);
extern void preempt_disable(void), preempt_enable(void);
extern void preempt_enable_no_resched(void);
extern void preempt_count_inc(void), preempt_count_dec(void);
extern int preempt_count(void);
extern void migrate_disable(void), migrate_enable(void);
extern bool irqs_disabled(void), preemptible(void), in_atomic(void);
extern bool in_interrupt(void), in_hardirq(void), in_irq(void), in_task(void);
extern int smp_processor_id(void);
extern int raw_smp_processor_id(void);
extern int get_cpu(void);
extern void put_cpu(void);

/* Per-CPU variables. */
#define DEFINE_PER_CPU(type, name)	__typeof__(type) name
#define DEFINE_PER_CPU_ALIGNED(type, name)	__typeof__(type) name
#define DEFINE_PER_CPU_READ_MOSTLY(type, name)	__typeof__(type) name
#define DEFINE_PER_CPU_SHARED_ALIGNED(type, name)	__typeof__(type) name
#define DECLARE_PER_CPU(type, name)	extern __typeof__(type) name
#define per_cpu(variable, cpu)		(*((void)(cpu), &(variable)))
#define per_cpu_ptr(pointer, cpu)	((void)(cpu), (pointer))
#define this_cpu_ptr(pointer)		(pointer)
#define raw_cpu_ptr(pointer)		(pointer)
#define get_cpu_ptr(pointer)		(preempt_disable(), (pointer))
#define get_cpu_var(variable) (*get_cpu_ptr(&(variable)))
#define put_cpu_var(variable) put_cpu_ptr(&(variable))
#define put_cpu_ptr(pointer)		((void)(pointer), preempt_enable())
#define alloc_percpu(type)		((type *)kzalloc(sizeof(type), GFP_KERNEL))
#define alloc_percpu_gfp(type, flags)	((type *)kzalloc(sizeof(type), flags))
extern void *__alloc_percpu(size_t size, size_t align);
#define free_percpu(pointer)		kfree(pointer)
#define this_cpu_read(x)		READ_ONCE(x)
#define this_cpu_write(x, new)		WRITE_ONCE(x, new)
#define this_cpu_add(x, i)		((void)((x) += (i)))
#define this_cpu_sub(x, i)		((void)((x) -= (i)))
#define this_cpu_inc(x)			((void)((x) += 1))
#define this_cpu_dec(x)			((void)((x) -= 1))
#define this_cpu_inc_return(x)		((x) += 1)
#define this_cpu_dec_return(x)		((x) -= 1)
#define this_cpu_and(x, mask)		((void)((x) &= (mask)))
#define this_cpu_or(x, mask)		((void)((x) |= (mask)))
#define this_cpu_add_return(x, i)	((x) += (i))
#define this_cpu_xchg(x, new)		xchg(&(x), new)
#define this_cpu_cmpxchg(x, old, new)	cmpxchg(&(x), old, new)
#define __this_cpu_read(x)		READ_ONCE(x)
#define __this_cpu_write(x, new)	WRITE_ONCE(x, new)
#define __this_cpu_add(x, i)		((void)((x) += (i)))
#define __this_cpu_sub(x, i)		((void)((x) -= (i)))
#define __this_cpu_inc(x)		((void)((x) += 1))
#define __this_cpu_dec(x)		((void)((x) -= 1))
#define __this_cpu_inc_return(x)	((x) += 1)
#define __this_cpu_dec_return(x)	((x) -= 1)
#define __this_cpu_and(x, mask)		((void)((x) &= (mask)))
#define __this_cpu_or(x, mask)		((void)((x) |= (mask)))
#define __this_cpu_add_return(x, i)	((x) += (i))
#define __this_cpu_xchg(x, new)		xchg(&(x), new)
#define __this_cpu_cmpxchg(x, old, new)	cmpxchg(&(x), old, new)
#define raw_cpu_read(x)			READ_ONCE(x)
#define raw_cpu_write(x, new)		WRITE_ONCE(x, new)
#define raw_cpu_add(x, i)		((void)((x) += (i)))
#define raw_cpu_sub(x, i)		((void)((x) -= (i)))
#define raw_cpu_inc(x)			((void)((x) += 1))
#define raw_cpu_dec(x)			((void)((x) -= 1))
#define raw_cpu_inc_return(x)		((x) += 1)
#define raw_cpu_dec_return(x)		((x) -= 1)
#define raw_cpu_and(x, mask)		((void)((x) &= (mask)))
#define raw_cpu_or(x, mask)		((void)((x) |= (mask)))
#define raw_cpu_add_return(x, i)	((x) += (i))
#define raw_cpu_xchg(x, new)		xchg(&(x), new)
#define raw_cpu_cmpxchg(x, old, new)	cmpxchg(&(x), old, new)

/* Atomics: one step each. */
typedef struct {
	int counter;
} atomic_t;
typedef struct {
	long counter;
} atomic_long_t;
typedef struct {
	s64 counter;
} atomic64_t;
typedef struct {
	int refs;
} refcount_t;
#define ATOMIC_INIT(value)	{ (value) }
#define ATOMIC_LONG_INIT(value)	{ (value) }
#define ATOMIC64_INIT(value)	{ (value) }
#define REFCOUNT_INIT(value)	{ (value) }

#define bringup_counter(prefix, type, number) \
	extern number prefix##_read(const type *v); \
	extern void prefix##_set(type *v, number i); \
	extern void prefix##_inc(type *v), prefix##_dec(type *v); \
	extern number prefix##_inc_return(type *v), prefix##_dec_return(type *v); \
	extern number prefix##_fetch_inc(type *v), prefix##_fetch_dec(type *v); \
	extern void prefix##_add(number i, type *v), prefix##_sub(number i, type *v); \
	extern number prefix##_add_return(number i, type *v); \
	extern number prefix##_sub_return(number i, type *v); \
	extern number prefix##_fetch_add(number i, type *v); \
	extern number prefix##_fetch_sub(number i, type *v); \
	extern bool prefix##_inc_and_test(type *v), prefix##_dec_and_test(type *v); \
	extern bool prefix##_sub_and_test(number i, type *v); \
	extern bool prefix##_inc_not_zero(type *v); \
	extern bool prefix##_add_unless(type *v, number a, number u); \
	extern number prefix##_xchg(type *v, number new); \
	extern number prefix##_cmpxchg(type *v, number old, number new); \
	extern bool prefix##_try_cmpxchg(type *v, number *old, number new)
bringup_counter(atomic, atomic_t, int);
bringup_counter(atomic_long, atomic_long_t, long);
bringup_counter(atomic64, atomic64_t, s64);
extern unsigned int refcount_read(const refcount_t *r);
extern void refcount_set(refcount_t *r, int n);
extern void refcount_inc(refcount_t *r), refcount_dec(refcount_t *r);
extern bool refcount_inc_not_zero(refcount_t *r);
extern bool refcount_dec_and_test(refcount_t *r);
#define xchg(p, new) \
	__atomic_exchange_n((p), (__typeof__(*(p)))(new), __ATOMIC_SEQ_CST)
#define cmpxchg(p, old, new) \
	__sync_val_compare_and_swap((p), (__typeof__(*(p)))(old), \
				    (__typeof__(*(p)))(new))
extern void set_bit(long nr, unsigned long *addr);
extern void clear_bit(long nr, unsigned long *addr);
extern void __set_bit(long nr, unsigned long *addr);
extern void __clear_bit(long nr, unsigned long *addr);
extern void change_bit(long nr, unsigned long *addr);
extern bool test_bit(long nr, const unsigned long *addr);
extern bool test_and_set_bit(long nr, unsigned long *addr);
extern bool test_and_clear_bit(long nr, unsigned long *addr);

/* Locks. Those of a sleeping kind are a finding where nobody may sleep. */
struct mutex {
	int holder;
};
typedef struct raw_spinlock {
	int holder;
} raw_spinlock_t;
typedef struct spinlock {
	int holder;
} spinlock_t;
#define DEFINE_MUTEX(name)		struct mutex name
#define DEFINE_RAW_SPINLOCK(name)	raw_spinlock_t name
#define DEFINE_SPINLOCK(name)		spinlock_t name
#define __MUTEX_INITIALIZER(name)		{ 0 }
#define __RAW_SPIN_LOCK_UNLOCKED(name)		{ 0 }
#define __SPIN_LOCK_UNLOCKED(name)		{ 0 }
extern void mutex_init(struct mutex *lock);
extern void mutex_lock(struct mutex *lock), mutex_unlock(struct mutex *lock);
extern void mutex_lock_nested(struct mutex *lock, unsigned int subclass);
extern int mutex_lock_interruptible(struct mutex *lock);
extern int mutex_lock_killable(struct mutex *lock);
extern bool mutex_trylock(struct mutex *lock);
extern bool mutex_is_locked(struct mutex *lock);
#define bringup_spinlock(prefix, type) \
	extern void prefix##_lock_init(type *lock); \
	extern void prefix##_lock(type *lock), prefix##_unlock(type *lock); \
	extern void prefix##_lock_nested(type *lock, unsigned int subclass); \
	extern void prefix##_lock_bh(type *lock), prefix##_unlock_bh(type *lock); \
	extern void prefix##_lock_irq(type *lock), prefix##_unlock_irq(type *lock); \
	extern void prefix##_unlock_irqrestore(type *lock, unsigned long flags); \
	extern int prefix##_trylock(type *lock), prefix##_is_locked(type *lock)
bringup_spinlock(raw_spin, raw_spinlock_t);
bringup_spinlock(spin, spinlock_t);
#define raw_spin_lock_irqsave(lock, flags) \
	(raw_spin_lock(lock), (void)((flags) = bringup_flags()))
#define spin_lock_irqsave(lock, flags) \
	(spin_lock(lock), (void)((flags) = bringup_flags()))

struct percpu_rw_semaphore {
	int readers;
};
#define DEFINE_STATIC_PERCPU_RWSEM(name)	static struct percpu_rw_semaphore name
#define DEFINE_PERCPU_RWSEM(name)		struct percpu_rw_semaphore name
extern void percpu_down_read(struct percpu_rw_semaphore *sem);
extern bool percpu_down_read_trylock(struct percpu_rw_semaphore *sem);
extern void percpu_up_read(struct percpu_rw_semaphore *sem);
extern void percpu_down_write(struct percpu_rw_semaphore *sem);
extern void percpu_up_write(struct percpu_rw_semaphore *sem);

#define lockdep_assert_held(lock)	((void)(lock))
#define lockdep_assert_not_held(lock)	((void)(lock))
extern void lockdep_assert_irqs_disabled(void);
extern void lockdep_assert_irqs_enabled(void);
extern void lockdep_assert_preemption_disabled(void);
extern void lockdep_assert_preemption_enabled(void);

/* guard(mutex)(&lock); and scoped_guard(mutex, &lock) { ... } */
struct bringup_guard {
	const void *lock;
};
#define bringup_guard_class(kind, type) \
	static inline struct bringup_guard bringup_guard_##kind(type *lock) \
	{ return (struct bringup_guard){ lock }; }
#define bringup_guard_plain(kind) \
	static inline struct bringup_guard bringup_guard_##kind(void) \
	{ return (struct bringup_guard){ NULL }; }
bringup_guard_class(mutex, struct mutex)
bringup_guard_class(spinlock, spinlock_t)
bringup_guard_class(spinlock_irq, spinlock_t)
bringup_guard_class(spinlock_irqsave, spinlock_t)
bringup_guard_class(raw_spinlock, raw_spinlock_t)
bringup_guard_class(raw_spinlock_irq, raw_spinlock_t)
bringup_guard_class(raw_spinlock_irqsave, raw_spinlock_t)
bringup_guard_plain(preempt)
bringup_guard_plain(irq)
bringup_guard_plain(migrate)
bringup_guard_plain(cpus_read_lock)
bringup_guard_plain(rcu)
#define guard(kind) \
	struct bringup_guard bringup_paste(bringup_guard_, __COUNTER__) \
		__attribute__((unused)) = bringup_guard_##kind
#define scoped_guard(kind, ...) \
	for (struct bringup_guard bringup_once_ = bringup_guard_##kind(__VA_ARGS__), \
	     *bringup_turn_ = &bringup_once_; bringup_turn_; bringup_turn_ = NULL)

/* Waiting. Any time may pass between two steps, so a delay does nothing. */
struct completion {
	unsigned int done;
};
typedef struct wait_queue_head {
	int waiters;
} wait_queue_head_t;
#define DECLARE_COMPLETION(name)	struct completion name
#define DECLARE_WAIT_QUEUE_HEAD(name)	wait_queue_head_t name
extern void init_completion(struct completion *x);
extern void reinit_completion(struct completion *x);
extern void complete(struct completion *x), complete_all(struct completion *x);
extern void wait_for_completion(struct completion *x);
extern int wait_for_completion_interruptible(struct completion *x);
extern int wait_for_completion_killable(struct completion *x);
/* The time may be over whenever it sleeps: 0, and else 1. */
extern unsigned long wait_for_completion_timeout(struct completion *x,
						 unsigned long timeout);
extern long wait_for_completion_interruptible_timeout(struct completion *x,
						      unsigned long timeout);
extern bool try_wait_for_completion(struct completion *x);
extern bool completion_done(struct completion *x);
extern void init_waitqueue_head(struct wait_queue_head *queue);
extern int bringup_sleep(struct wait_queue_head *queue);
#define wait_event(queue, condition) \
	do { while (!(condition)) bringup_sleep(&(queue)); } while (0)
#define wait_event_idle(queue, condition)	wait_event(queue, condition)
/* No signal comes: 0. */
#define wait_event_interruptible(queue, condition) \
	((condition) ? 0 : bringup_sleep(&(queue)))
#define wait_event_killable(queue, condition) \
	wait_event_interruptible(queue, condition)
#define wait_event_freezable(queue, condition) \
	wait_event_interruptible(queue, condition)
#define wait_event_interruptible_exclusive(queue, condition) \
	wait_event_interruptible(queue, condition)
/* The time may be over whenever it sleeps: 0, or 1 if the condition holds. */
#define wait_event_timeout(queue, condition, timeout) \
	((void)(timeout), (condition) ? 1L : (long)bringup_sleep(&(queue)))
#define wait_event_idle_timeout(queue, condition, timeout) \
	wait_event_timeout(queue, condition, timeout)
#define wait_event_interruptible_timeout(queue, condition, timeout) \
	wait_event_timeout(queue, condition, timeout)
#define wait_event_killable_timeout(queue, condition, timeout) \
	wait_event_timeout(queue, condition, timeout)
extern void wake_up(struct wait_queue_head *queue);
extern void wake_up_all(struct wait_queue_head *queue);
extern void wake_up_interruptible(struct wait_queue_head *queue);
extern void wake_up_interruptible_all(struct wait_queue_head *queue);

struct swait_queue_head {
	int waiters;
};
#define DECLARE_SWAIT_QUEUE_HEAD(name)	struct swait_queue_head name
extern void init_swait_queue_head(struct swait_queue_head *queue);
extern int bringup_simple_sleep(struct swait_queue_head *queue);
#define swait_event_exclusive(queue, condition) \
	do { while (!(condition)) bringup_simple_sleep(&(queue)); } while (0)
#define swait_event_idle_exclusive(queue, condition) \
	swait_event_exclusive(queue, condition)
#define swait_event_interruptible_exclusive(queue, condition) \
	((condition) ? 0 : bringup_simple_sleep(&(queue)))
#define swait_event_timeout_exclusive(queue, condition, timeout) \
	((void)(timeout), (condition) ? 1L : (long)bringup_simple_sleep(&(queue)))
#define swait_event_interruptible_timeout_exclusive(queue, condition, timeout) \
	swait_event_timeout_exclusive(queue, condition, timeout)
#define swait_event_idle_timeout_exclusive(queue, condition, timeout) \
	swait_event_timeout_exclusive(queue, condition, timeout)
extern void swake_up_one(struct swait_queue_head *queue);
extern void swake_up_all(struct swait_queue_head *queue);

extern int cond_resched(void);
extern void msleep(unsigned int msecs), ssleep(unsigned int seconds);
extern void usleep_range(unsigned long min, unsigned long max);
extern void cpu_relax(void);
extern void udelay(unsigned long time), ndelay(unsigned long time);
extern void mdelay(unsigned long time);

/* Work: an item runs in a worker that is bound to the CPU it is queued for. */
struct workqueue_struct;
struct work_struct {
	void (*func)(struct work_struct *work);
};
typedef void (*work_func_t)(struct work_struct *work);
#define DECLARE_WORK(name, function)	struct work_struct name = { function }
#define INIT_WORK(work, function)	((void)((work)->func = (function)))
#define INIT_WORK_ONSTACK(work, function)	INIT_WORK(work, function)
extern void destroy_work_on_stack(struct work_struct *work);
extern struct workqueue_struct *system_wq, *system_highpri_wq;
extern bool schedule_work(struct work_struct *work);
extern bool schedule_work_on(int cpu, struct work_struct *work);
extern bool queue_work(struct workqueue_struct *wq, struct work_struct *work);
extern bool queue_work_on(int cpu, struct workqueue_struct *wq,
			  struct work_struct *work);
extern bool flush_work(struct work_struct *work);
extern bool cancel_work_sync(struct work_struct *work);

/* Delayed work is not modelled: to queue it is opaque. */
struct delayed_work {
	struct work_struct work;
};
#define INIT_DELAYED_WORK(dwork, function) \
	((void)((dwork)->work.func = (function)))
extern bool cancel_delayed_work_sync(struct delayed_work *dwork);

/*
 * What changes nothing here: files of sysfs, interrupt lines, counters,
 * registers of devices. What returns an int fails under the fault budget alone.
 * A handler that is requested is not run: see BRINGUP_INTERRUPT.
 */
struct cpumask;
struct task_struct;
struct pmu;
struct kobject;
struct attribute;
struct attribute_group;
struct device;
struct device_attribute;
typedef int irqreturn_t;
typedef irqreturn_t (*irq_handler_t)(int irq, void *dev);
extern int wake_up_process(struct task_struct *p);
extern void perf_pmu_migrate_context(struct pmu *pmu, int src_cpu, int dst_cpu);
extern int irq_set_affinity(unsigned int irq, const struct cpumask *cpumask);
extern int irq_force_affinity(unsigned int irq, const struct cpumask *cpumask);
extern int irq_set_affinity_hint(unsigned int irq, const struct cpumask *m);
extern int request_irq(unsigned int irq, irq_handler_t handler,
		       unsigned long flags, const char *name, void *dev);
extern const void *free_irq(unsigned int irq, void *dev_id);
extern void enable_irq(unsigned int irq);
extern void enable_percpu_irq(unsigned int irq, unsigned int type);
extern void disable_percpu_irq(unsigned int irq);
extern int sysfs_create_group(struct kobject *kobj,
			      const struct attribute_group *grp);
extern int sysfs_create_file(struct kobject *kobj,
			     const struct attribute *attr);
extern void sysfs_remove_group(struct kobject *kobj,
			       const struct attribute_group *grp);
extern void sysfs_remove_file(struct kobject *kobj,
			      const struct attribute *attr);
extern int device_create_file(struct device *device,
			      const struct device_attribute *entry);
extern void device_remove_file(struct device *device,
			       const struct device_attribute *attr);
extern void writeb(u8 value, void *addr), writeb_relaxed(u8 value, void *addr);
extern void writew(u16 value, void *addr);
extern void writew_relaxed(u16 value, void *addr);
extern void writel(u32 value, void *addr);
extern void writel_relaxed(u32 value, void *addr);
extern void writeq(u64 value, void *addr);
extern void writeq_relaxed(u64 value, void *addr);

/* RCU and SRCU. */
struct srcu_struct {
	int readers;
};
#define DEFINE_SRCU(name)		struct srcu_struct name
#define DEFINE_STATIC_SRCU(name)	static struct srcu_struct name
extern void rcu_read_lock(void), rcu_read_unlock(void);
extern void rcu_read_lock_sched(void), rcu_read_unlock_sched(void);
extern void rcu_read_lock_bh(void), rcu_read_unlock_bh(void);
extern void synchronize_rcu(void), synchronize_rcu_expedited(void);
extern int init_srcu_struct(struct srcu_struct *ssp);
extern void cleanup_srcu_struct(struct srcu_struct *ssp);
extern int srcu_read_lock(struct srcu_struct *ssp);
extern void srcu_read_unlock(struct srcu_struct *ssp, int idx);
extern void synchronize_srcu(struct srcu_struct *ssp);
extern void synchronize_srcu_expedited(struct srcu_struct *ssp);

/* CPU masks. */
extern unsigned int nr_cpu_ids;
#define NR_CPUS		4
typedef struct cpumask {
	unsigned long bits[1];
} cpumask_t;
typedef struct cpumask cpumask_var_t[1];
extern const struct cpumask *const cpu_online_mask, *const cpu_active_mask;
extern const struct cpumask *const cpu_possible_mask, *const cpu_present_mask;
extern const struct cpumask *const cpu_dying_mask;
#define CPU_MASK_NONE	{ { 0 } }
extern bool cpu_online(unsigned int cpu), cpu_active(unsigned int cpu);
extern bool cpu_possible(unsigned int cpu), cpu_present(unsigned int cpu);
extern bool cpu_dying(unsigned int cpu);
extern unsigned int num_online_cpus(void), num_active_cpus(void);
extern unsigned int num_possible_cpus(void), num_present_cpus(void);
extern void cpumask_set_cpu(unsigned int cpu, struct cpumask *dstp);
extern void cpumask_clear_cpu(unsigned int cpu, struct cpumask *dstp);
extern void __cpumask_set_cpu(unsigned int cpu, struct cpumask *dstp);
extern void __cpumask_clear_cpu(unsigned int cpu, struct cpumask *dstp);
extern bool cpumask_test_cpu(int cpu, const struct cpumask *cpumask);
extern bool cpumask_test_and_set_cpu(int cpu, struct cpumask *cpumask);
extern bool cpumask_test_and_clear_cpu(int cpu, struct cpumask *cpumask);
extern void cpumask_clear(struct cpumask *dstp);
extern void cpumask_setall(struct cpumask *dstp);
extern bool cpumask_empty(const struct cpumask *srcp);
extern bool cpumask_full(const struct cpumask *srcp);
extern unsigned int cpumask_weight(const struct cpumask *srcp);
extern unsigned int cpumask_first(const struct cpumask *srcp);
extern unsigned int cpumask_next(int n, const struct cpumask *srcp);
extern unsigned int cpumask_any(const struct cpumask *srcp);
extern unsigned int cpumask_any_but(const struct cpumask *mask, unsigned int cpu);
extern unsigned int cpumask_first_and(const struct cpumask *a,
				      const struct cpumask *b);
extern unsigned int cpumask_any_and(const struct cpumask *a,
				    const struct cpumask *b);
extern unsigned int cpumask_any_and_but(const struct cpumask *a,
					const struct cpumask *b,
					unsigned int cpu);
extern unsigned int cpumask_last(const struct cpumask *srcp);
extern bool cpumask_equal(const struct cpumask *a, const struct cpumask *b);
extern bool cpumask_subset(const struct cpumask *a, const struct cpumask *b);
extern bool cpumask_intersects(const struct cpumask *a, const struct cpumask *b);
extern const struct cpumask *cpumask_of(unsigned int cpu);
/* One node with all CPUs; a CPU has no siblings. */
extern const struct cpumask *cpumask_of_node(int node);
extern const struct cpumask *topology_sibling_cpumask(int cpu);
extern const struct cpumask *topology_core_cpumask(int cpu);
extern const struct cpumask *topology_die_cpumask(int cpu);
extern int cpu_to_node(int cpu), cpu_to_mem(int cpu);
extern int numa_node_id(void), numa_mem_id(void);
extern bool cpumask_and(struct cpumask *dstp, const struct cpumask *a,
			const struct cpumask *b);
extern bool cpumask_andnot(struct cpumask *dstp, const struct cpumask *a,
			   const struct cpumask *b);
extern void cpumask_or(struct cpumask *dstp, const struct cpumask *a,
		       const struct cpumask *b);
extern void cpumask_xor(struct cpumask *dstp, const struct cpumask *a,
			const struct cpumask *b);
extern void cpumask_copy(struct cpumask *dstp, const struct cpumask *srcp);
extern bool alloc_cpumask_var(cpumask_var_t *mask, gfp_t flags);
extern bool zalloc_cpumask_var(cpumask_var_t *mask, gfp_t flags);
extern bool alloc_cpumask_var_node(cpumask_var_t *mask, gfp_t flags, int node);
extern bool zalloc_cpumask_var_node(cpumask_var_t *mask, gfp_t flags, int node);
extern void free_cpumask_var(cpumask_var_t mask);
#define for_each_cpu(cpu, mask) \
	for ((cpu) = cpumask_first(mask); (cpu) < nr_cpu_ids; \
	     (cpu) = cpumask_next((cpu), (mask)))
#define for_each_cpu_and(cpu, a, b) \
	for_each_cpu(cpu, a) \
		if (!cpumask_test_cpu(cpu, b)) { } else
#define for_each_online_cpu(cpu)	for_each_cpu(cpu, cpu_online_mask)
#define for_each_possible_cpu(cpu)	for_each_cpu(cpu, cpu_possible_mask)
#define for_each_present_cpu(cpu)	for_each_cpu(cpu, cpu_present_mask)

/* Calls of other CPUs. */
typedef void (*smp_call_func_t)(void *info);
extern void on_each_cpu(smp_call_func_t func, void *info, int wait);
extern void on_each_cpu_mask(const struct cpumask *mask, smp_call_func_t func,
			     void *info, bool wait);
extern void smp_call_function(smp_call_func_t func, void *info, int wait);
extern void smp_call_function_many(const struct cpumask *mask,
				   smp_call_func_t func, void *info, bool wait);
extern int smp_call_function_single(int cpu, smp_call_func_t func, void *info,
				    int wait);

/* Static keys. */
struct static_key_true {
	int enabled;
};
struct static_key_false {
	int enabled;
};
#define DEFINE_STATIC_KEY_TRUE(name)	struct static_key_true name
#define DEFINE_STATIC_KEY_FALSE(name)	struct static_key_false name
#define static_branch_likely(key)	(!!(key)->enabled)
#define static_branch_unlikely(key)	(!!(key)->enabled)
#define static_key_enabled(key)		(!!(key)->enabled)
#define static_branch_inc(key)		((void)(key)->enabled)
#define static_branch_dec(key)		((void)(key)->enabled)
#define static_branch_enable(key)	((void)(key)->enabled)
#define static_branch_disable(key)	((void)(key)->enabled)
#define static_branch_inc_cpuslocked(key)	static_branch_inc(key)
#define static_branch_dec_cpuslocked(key)	static_branch_dec(key)
#define static_branch_enable_cpuslocked(key)	static_branch_enable(key)
#define static_branch_disable_cpuslocked(key)	static_branch_disable(key)
#define static_key_slow_inc(key)		static_branch_inc(key)
#define static_key_slow_dec(key)		static_branch_dec(key)
#define static_key_slow_inc_cpuslocked(key)	static_branch_inc(key)
#define static_key_slow_dec_cpuslocked(key)	static_branch_dec(key)
#define static_key_enable(key)			static_branch_enable(key)
#define static_key_disable(key)			static_branch_disable(key)
#define static_key_enable_cpuslocked(key)	static_branch_enable(key)
#define static_key_disable_cpuslocked(key)	static_branch_disable(key)

/* CPU hotplug. */
extern void cpus_read_lock(void), cpus_read_unlock(void);
extern int cpus_read_trylock(void);
extern void cpus_write_lock(void), cpus_write_unlock(void);
extern void lockdep_assert_cpus_held(void);
extern int add_cpu(unsigned int cpu), remove_cpu(unsigned int cpu);

/* ------------------------------------------------------------------------
 * Part 3: the states of 6.12 in their order, then those that only 6.1 has.
 * `bringup ladder` prints what stands where; the numbers here mean nothing. A
 * registration for ..._DYN gets the lowest free slot of that range.
 */
enum cpuhp_state {
	CPUHP_OFFLINE, CPUHP_CREATE_THREADS, CPUHP_PERF_PREPARE,
	CPUHP_PERF_X86_PREPARE, CPUHP_PERF_X86_AMD_UNCORE_PREP,
	CPUHP_PERF_POWER, CPUHP_PERF_SUPERH, CPUHP_X86_HPET_DEAD,
	CPUHP_X86_MCE_DEAD, CPUHP_VIRT_NET_DEAD, CPUHP_IBMVNIC_DEAD,
	CPUHP_SLUB_DEAD, CPUHP_DEBUG_OBJ_DEAD, CPUHP_MM_WRITEBACK_DEAD,
	CPUHP_MM_VMSTAT_DEAD, CPUHP_SOFTIRQ_DEAD, CPUHP_NET_MVNETA_DEAD,
	CPUHP_CPUIDLE_DEAD, CPUHP_ARM64_FPSIMD_DEAD, CPUHP_ARM_OMAP_WAKE_DEAD,
	CPUHP_IRQ_POLL_DEAD, CPUHP_BLOCK_SOFTIRQ_DEAD, CPUHP_BIO_DEAD,
	CPUHP_ACPI_CPUDRV_DEAD, CPUHP_S390_PFAULT_DEAD, CPUHP_BLK_MQ_DEAD,
	CPUHP_FS_BUFF_DEAD, CPUHP_PRINTK_DEAD, CPUHP_MM_MEMCQ_DEAD,
	CPUHP_PERCPU_CNT_DEAD, CPUHP_RADIX_DEAD, CPUHP_PAGE_ALLOC,
	CPUHP_NET_DEV_DEAD, CPUHP_PCI_XGENE_DEAD, CPUHP_IOMMU_IOVA_DEAD,
	CPUHP_AP_ARM_CACHE_B15_RAC_DEAD, CPUHP_AP_DTPM_CPU_DEAD,
	CPUHP_RANDOM_PREPARE, CPUHP_WORKQUEUE_PREP, CPUHP_POWER_NUMA_PREPARE,
	CPUHP_HRTIMERS_PREPARE, CPUHP_X2APIC_PREPARE, CPUHP_SMPCFD_PREPARE,
	CPUHP_RELAY_PREPARE, CPUHP_MD_RAID5_PREPARE, CPUHP_RCUTREE_PREP,
	CPUHP_CPUIDLE_COUPLED_PREPARE, CPUHP_POWERPC_PMAC_PREPARE,
	CPUHP_POWERPC_MMU_CTX_PREPARE, CPUHP_XEN_PREPARE,
	CPUHP_XEN_EVTCHN_PREPARE, CPUHP_ARM_SHMOBILE_SCU_PREPARE,
	CPUHP_SH_SH3X_PREPARE, CPUHP_TOPOLOGY_PREPARE, CPUHP_NET_IUCV_PREPARE,
	CPUHP_ARM_BL_PREPARE, CPUHP_TRACE_RB_PREPARE, CPUHP_MM_ZS_PREPARE,
	CPUHP_MM_ZSWP_POOL_PREPARE, CPUHP_KVM_PPC_BOOK3S_PREPARE,
	CPUHP_ZCOMP_PREPARE, CPUHP_TIMERS_PREPARE, CPUHP_TMIGR_PREPARE,
	CPUHP_MIPS_SOC_PREPARE, CPUHP_BP_PREPARE_DYN, CPUHP_BP_PREPARE_DYN_END,
	CPUHP_BP_KICK_AP, CPUHP_BRINGUP_CPU, CPUHP_AP_IDLE_DEAD,
	CPUHP_AP_OFFLINE, CPUHP_AP_CACHECTRL_STARTING, CPUHP_AP_SCHED_STARTING,
	CPUHP_AP_RCUTREE_DYING, CPUHP_AP_CPU_PM_STARTING,
	CPUHP_AP_IRQ_GIC_STARTING, CPUHP_AP_IRQ_HIP04_STARTING,
	CPUHP_AP_IRQ_APPLE_AIC_STARTING, CPUHP_AP_IRQ_ARMADA_XP_STARTING,
	CPUHP_AP_IRQ_BCM2836_STARTING, CPUHP_AP_IRQ_MIPS_GIC_STARTING,
	CPUHP_AP_IRQ_EIOINTC_STARTING, CPUHP_AP_IRQ_AVECINTC_STARTING,
	CPUHP_AP_IRQ_SIFIVE_PLIC_STARTING, CPUHP_AP_IRQ_RISCV_IMSIC_STARTING,
	CPUHP_AP_IRQ_RISCV_SBI_IPI_STARTING, CPUHP_AP_ARM_MVEBU_COHERENCY,
	CPUHP_AP_PERF_X86_AMD_UNCORE_STARTING, CPUHP_AP_PERF_X86_STARTING,
	CPUHP_AP_PERF_X86_AMD_IBS_STARTING, CPUHP_AP_PERF_XTENSA_STARTING,
	CPUHP_AP_ARM_VFP_STARTING, CPUHP_AP_ARM64_DEBUG_MONITORS_STARTING,
	CPUHP_AP_PERF_ARM_HW_BREAKPOINT_STARTING,
	CPUHP_AP_PERF_ARM_ACPI_STARTING, CPUHP_AP_PERF_ARM_STARTING,
	CPUHP_AP_PERF_RISCV_STARTING, CPUHP_AP_ARM_L2X0_STARTING,
	CPUHP_AP_EXYNOS4_MCT_TIMER_STARTING, CPUHP_AP_ARM_ARCH_TIMER_STARTING,
	CPUHP_AP_ARM_ARCH_TIMER_EVTSTRM_STARTING,
	CPUHP_AP_ARM_GLOBAL_TIMER_STARTING, CPUHP_AP_JCORE_TIMER_STARTING,
	CPUHP_AP_ARM_TWD_STARTING, CPUHP_AP_QCOM_TIMER_STARTING,
	CPUHP_AP_TEGRA_TIMER_STARTING, CPUHP_AP_ARMADA_TIMER_STARTING,
	CPUHP_AP_MIPS_GIC_TIMER_STARTING, CPUHP_AP_ARC_TIMER_STARTING,
	CPUHP_AP_REALTEK_TIMER_STARTING, CPUHP_AP_RISCV_TIMER_STARTING,
	CPUHP_AP_CLINT_TIMER_STARTING, CPUHP_AP_CSKY_TIMER_STARTING,
	CPUHP_AP_TI_GP_TIMER_STARTING, CPUHP_AP_HYPERV_TIMER_STARTING,
	CPUHP_AP_DUMMY_TIMER_STARTING, CPUHP_AP_ARM_XEN_STARTING,
	CPUHP_AP_ARM_XEN_RUNSTATE_STARTING, CPUHP_AP_ARM_CORESIGHT_STARTING,
	CPUHP_AP_ARM_CORESIGHT_CTI_STARTING, CPUHP_AP_ARM64_ISNDEP_STARTING,
	CPUHP_AP_SMPCFD_DYING, CPUHP_AP_HRTIMERS_DYING, CPUHP_AP_TICK_DYING,
	CPUHP_AP_X86_TBOOT_DYING, CPUHP_AP_ARM_CACHE_B15_RAC_DYING,
	CPUHP_AP_ONLINE, CPUHP_TEARDOWN_CPU, CPUHP_AP_ONLINE_IDLE,
	CPUHP_AP_HYPERV_ONLINE, CPUHP_AP_KVM_ONLINE, CPUHP_AP_SCHED_WAIT_EMPTY,
	CPUHP_AP_SMPBOOT_THREADS, CPUHP_AP_IRQ_AFFINITY_ONLINE,
	CPUHP_AP_BLK_MQ_ONLINE, CPUHP_AP_ARM_MVEBU_SYNC_CLOCKS,
	CPUHP_AP_X86_INTEL_EPB_ONLINE, CPUHP_AP_PERF_ONLINE,
	CPUHP_AP_PERF_X86_ONLINE, CPUHP_AP_PERF_X86_UNCORE_ONLINE,
	CPUHP_AP_PERF_X86_AMD_UNCORE_ONLINE, CPUHP_AP_PERF_X86_AMD_POWER_ONLINE,
	CPUHP_AP_PERF_X86_RAPL_ONLINE, CPUHP_AP_PERF_S390_CF_ONLINE,
	CPUHP_AP_PERF_S390_SF_ONLINE, CPUHP_AP_PERF_ARM_CCI_ONLINE,
	CPUHP_AP_PERF_ARM_CCN_ONLINE, CPUHP_AP_PERF_ARM_HISI_CPA_ONLINE,
	CPUHP_AP_PERF_ARM_HISI_DDRC_ONLINE, CPUHP_AP_PERF_ARM_HISI_HHA_ONLINE,
	CPUHP_AP_PERF_ARM_HISI_L3_ONLINE, CPUHP_AP_PERF_ARM_HISI_PA_ONLINE,
	CPUHP_AP_PERF_ARM_HISI_SLLC_ONLINE,
	CPUHP_AP_PERF_ARM_HISI_PCIE_PMU_ONLINE,
	CPUHP_AP_PERF_ARM_HNS3_PMU_ONLINE, CPUHP_AP_PERF_ARM_L2X0_ONLINE,
	CPUHP_AP_PERF_ARM_QCOM_L2_ONLINE, CPUHP_AP_PERF_ARM_QCOM_L3_ONLINE,
	CPUHP_AP_PERF_ARM_APM_XGENE_ONLINE,
	CPUHP_AP_PERF_ARM_CAVIUM_TX2_UNCORE_ONLINE,
	CPUHP_AP_PERF_ARM_MARVELL_CN10K_DDR_ONLINE,
	CPUHP_AP_PERF_POWERPC_NEST_IMC_ONLINE,
	CPUHP_AP_PERF_POWERPC_CORE_IMC_ONLINE,
	CPUHP_AP_PERF_POWERPC_THREAD_IMC_ONLINE,
	CPUHP_AP_PERF_POWERPC_TRACE_IMC_ONLINE,
	CPUHP_AP_PERF_POWERPC_HV_24x7_ONLINE,
	CPUHP_AP_PERF_POWERPC_HV_GPCI_ONLINE, CPUHP_AP_PERF_CSKY_ONLINE,
	CPUHP_AP_TMIGR_ONLINE, CPUHP_AP_WATCHDOG_ONLINE,
	CPUHP_AP_WORKQUEUE_ONLINE, CPUHP_AP_RANDOM_ONLINE,
	CPUHP_AP_RCUTREE_ONLINE, CPUHP_AP_BASE_CACHEINFO_ONLINE,
	CPUHP_AP_ONLINE_DYN, CPUHP_AP_ONLINE_DYN_END, CPUHP_AP_X86_HPET_ONLINE,
	CPUHP_AP_X86_KVM_CLK_ONLINE, CPUHP_AP_ACTIVE, CPUHP_ONLINE,
	CPUHP_X86_APB_DEAD, CPUHP_MM_DEMOTION_DEAD, CPUHP_XFS_DEAD,
	CPUHP_LUSTRE_CFS_DEAD, CPUHP_PROFILE_PREPARE, CPUHP_SLAB_PREPARE,
	CPUHP_NET_FLOW_PREPARE, CPUHP_MM_ZSWP_MEM_PREPARE,
	CPUHP_AP_IRQ_RISCV_STARTING, CPUHP_AP_IRQ_LOONGARCH_STARTING,
	CPUHP_AP_MICROCODE_LOADER, CPUHP_AP_PERF_X86_CQM_STARTING,
	CPUHP_AP_PERF_X86_CSTATE_STARTING, CPUHP_AP_MIPS_OP_LOONGSON3_STARTING,
	CPUHP_AP_MARCO_TIMER_STARTING, CPUHP_AP_KVM_STARTING,
	CPUHP_AP_KVM_ARM_VGIC_INIT_STARTING, CPUHP_AP_KVM_ARM_VGIC_STARTING,
	CPUHP_AP_KVM_ARM_TIMER_STARTING, CPUHP_AP_X86_VDSO_VMA_ONLINE,
	CPUHP_AP_PERF_X86_CQM_ONLINE, CPUHP_AP_PERF_X86_CSTATE_ONLINE,
	CPUHP_AP_PERF_X86_IDXD_ONLINE, CPUHP_AP_MM_DEMOTION_ONLINE,
};

#define bringup_setup(name) \
	extern int name(enum cpuhp_state state, const char *text, \
			int (*startup)(unsigned int cpu), \
			int (*teardown)(unsigned int cpu))
bringup_setup(cpuhp_setup_state);
bringup_setup(cpuhp_setup_state_nocalls);
bringup_setup(cpuhp_setup_state_cpuslocked);
bringup_setup(cpuhp_setup_state_nocalls_cpuslocked);
extern void cpuhp_remove_state(enum cpuhp_state state);
extern void cpuhp_remove_state_nocalls(enum cpuhp_state state);
extern void cpuhp_remove_state_cpuslocked(enum cpuhp_state state);
extern void cpuhp_remove_state_nocalls_cpuslocked(enum cpuhp_state state);

#endif
