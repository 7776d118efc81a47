/* bringup: violated: NoBuiltInViolation */
/*
 * The functions and macros that bringup.h declares, called in the simplest
 * way: nothing of it may be opaque. The rest is in header-drivers.c.
 * What is violated is the BUG() at the end.
 */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

struct object {
	int value;
	unsigned long bits;
};

static struct object object, other, *pointer, *made;
static struct object __percpu *memory;
static DEFINE_PER_CPU(int, number);
static DEFINE_PER_CPU_ALIGNED(int, aligned);
static DEFINE_PER_CPU_READ_MOSTLY(int, mostly);
static DEFINE_PER_CPU_SHARED_ALIGNED(int, shared);
static unsigned long bits;
static int plain, sum, array[2];
static void *address;
static struct cpumask mask, second;
static cpumask_var_t allocated;
static cpumask_t none = CPU_MASK_NONE;

static DEFINE_MUTEX(mutex);
static DEFINE_SPINLOCK(lock);
static DEFINE_RAW_SPINLOCK(raw);
DEFINE_STATIC_PERCPU_RWSEM(semaphore);
static DECLARE_COMPLETION(completion);
static DECLARE_WAIT_QUEUE_HEAD(queue);
static DECLARE_SWAIT_QUEUE_HEAD(simple);
static refcount_t references = REFCOUNT_INIT(1);

static void run(struct work_struct *work)
{
}

static void call(void *info)
{
}

static DECLARE_WORK(work, run);

static int callback(unsigned int cpu)
{
	return 0;
}

static int slot;

static int __init registers(void)
{
	slot = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "a:online",
		callback, callback);
	cpuhp_setup_state_nocalls(CPUHP_AP_HYPERV_ONLINE, "b:online",
		callback, callback);
	cpus_read_lock();
	cpuhp_setup_state_cpuslocked(CPUHP_AP_KVM_ONLINE, "c:online",
		callback, callback);
	cpuhp_setup_state_nocalls_cpuslocked(CPUHP_AP_PERF_X86_RAPL_ONLINE,
		"d:online", callback, callback);
	lockdep_assert_cpus_held();
	cpus_read_unlock();
	return 0;
}
module_init(registers);

static void language(void)
{
	sum = likely(plain);
	sum = unlikely(plain);
	sum = ARRAY_SIZE(array);
	sum = BIT(2);
	sum = GENMASK(3, 1);
	sum += BIT_ULL(2) + GENMASK_ULL(3, 1) + min(plain, 3) + max(plain, 3);
	sum = min_t(int, plain, 3);
	sum = max_t(int, plain, 3);
	sum = offsetof(struct object, bits);
	pointer = container_of(&object.value, struct object, value);
	pointer = container_of_const(&pointer->value, struct object, value);
	address = ERR_PTR(-EIO);
	if (IS_ERR(address) && IS_ERR_OR_NULL(address) && PTR_ERR(address))
		address = ERR_CAST(address);
	if (bringup_any(2))
		sum = 0;
	BUILD_BUG_ON(0);
	VM_BUG_ON(0);
	BUG_ON(0);
	if (WARN_ON(0) || WARN_ON_ONCE(0) || WARN(0, "w") || WARN_ONCE(0, "w"))
		return;
	BRINGUP_REQUIRE(Required, 1);
}

static void talk(void)
{
	printk("t");
	printk_once("t");
	printk_ratelimited("t");
	trace_printk("t");
	pr_emerg("t");
	pr_alert("t");
	pr_crit("t");
	pr_err("t");
	pr_err_once("t");
	pr_err_ratelimited("t");
	pr_warn("t");
	pr_warn_once("t");
	pr_warn_ratelimited("t");
	pr_notice("t");
	pr_info("t");
	pr_info_once("t");
	pr_info_ratelimited("t");
	pr_debug("t");
	pr_cont("t");
	dump_stack();
	might_sleep();
	might_sleep_if(1);
	cond_resched();
	msleep(1);
	ssleep(1);
	usleep_range(1, 2);
	cpu_relax();
	udelay(1);
	ndelay(1);
	mdelay(1);
}

static void accesses(void)
{
	WRITE_ONCE(plain, READ_ONCE(plain) + data_race(plain));
	smp_store_release(&plain, smp_load_acquire(&plain));
	smp_store_mb(plain, 1);
	rcu_assign_pointer(pointer, rcu_dereference(pointer));
	RCU_INIT_POINTER(pointer, rcu_access_pointer(pointer));
	pointer = srcu_dereference(pointer, &domain);
	barrier();
	mb();
	rmb();
	wmb();
	smp_mb();
	smp_rmb();
	smp_wmb();
	smp_mb__before_atomic();
	smp_mb__after_atomic();
}

static void heap(void)
{
	int *p = kmalloc(sizeof(*p), GFP_KERNEL);
	int *q __free(kfree) = NULL;
	unsigned long page;
	struct page *pages;

	kfree(p);
	p = kzalloc(sizeof(*p), GFP_KERNEL);
	memset(p, 0, sizeof(*p));
	kfree_sensitive(p);
	p = kmalloc_node(sizeof(*p), GFP_KERNEL, 0);
	kfree(p);
	p = kzalloc_node(sizeof(*p), GFP_KERNEL, 0);
	kfree(p);
	p = kmalloc_array(1, sizeof(*p), GFP_KERNEL);
	kfree(p);
	p = kcalloc(1, sizeof(*p), GFP_KERNEL);
	q = p;
	p = no_free_ptr(q);
	kfree(p);
	p = kvmalloc(sizeof(*p), GFP_KERNEL);
	kvfree(p);
	p = kvzalloc(sizeof(*p), GFP_KERNEL);
	kvfree(p);
	p = vmalloc(sizeof(*p));
	vfree(p);
	p = vzalloc(sizeof(*p));
	vfree(p);
	p = __vmalloc(sizeof(*p), GFP_KERNEL);
	vfree(p);
	page = __get_free_page(GFP_KERNEL);
	free_page(page);
	page = __get_free_pages(GFP_KERNEL, 1);
	free_pages(page, 1);
	page = get_zeroed_page(GFP_KERNEL);
	free_page(page);
	pages = alloc_page(GFP_KERNEL);
	__free_page(pages);
	pages = alloc_pages(GFP_KERNEL, 1);
	__free_pages(pages, 1);
	pages = alloc_pages_node(0, GFP_KERNEL, 1);
	__free_pages(pages, 1);
	memcpy(&object, &other, sizeof(object));
	memmove(&object, &other, sizeof(object));
}

static struct object *make(void)
{
	struct object *p __free(kfree) = kzalloc(sizeof(*p), GFP_KERNEL);

	return_ptr(p);
}

static void contexts(void)
{
	unsigned long flags;

	local_irq_disable();
	lockdep_assert_irqs_disabled();
	local_irq_enable();
	lockdep_assert_irqs_enabled();
	local_irq_save(flags);
	local_irq_restore(flags);
	local_bh_disable();
	local_bh_enable();
	preempt_disable();
	lockdep_assert_preemption_disabled();
	preempt_enable();
	lockdep_assert_preemption_enabled();
	preempt_disable();
	preempt_enable_no_resched();
	migrate_disable();
	migrate_enable();
	sum = irqs_disabled();
	sum = preemptible();
	sum = in_atomic();
	sum = in_interrupt();
	sum = in_hardirq();
	sum = in_irq();
	sum = in_task();
	sum = smp_processor_id();
	sum = raw_smp_processor_id();
	sum = get_cpu();
	put_cpu();
}

static void per_cpu_variables(void)
{
	per_cpu(number, 1) = per_cpu(aligned, 0) + per_cpu(mostly,
		0) + per_cpu(shared, 0);
	*per_cpu_ptr(&number,
		1) = *this_cpu_ptr(&number) + *raw_cpu_ptr(&number);
	*get_cpu_ptr(&number) = 1;
	put_cpu_ptr(&number);
	memory = alloc_percpu(struct object);
	this_cpu_inc(memory->value);
	free_percpu(memory);
	memory = alloc_percpu_gfp(struct object, GFP_KERNEL);
	free_percpu(memory);
	memory = __alloc_percpu(sizeof(*memory), 8);
	sum = per_cpu_ptr(memory, 1)->value + this_cpu_ptr(memory)->value;
	free_percpu(memory);
	memory = NULL;
}

#define PER_CPU_OPERATIONS(prefix) \
static void prefix##_operations(void) \
{ \
	prefix##_write(number, prefix##_read(number)); \
	prefix##_add(number, 1); \
	prefix##_sub(number, 1); \
	prefix##_inc(number); \
	prefix##_dec(number); \
	prefix##_and(number, 3); \
	prefix##_or(number, 1); \
	sum = prefix##_inc_return(number); \
	sum = prefix##_dec_return(number); \
	sum = prefix##_add_return(number, 2); \
	sum = prefix##_xchg(number, 1); \
	sum = prefix##_cmpxchg(number, 1, 0); \
}

PER_CPU_OPERATIONS(this_cpu)
PER_CPU_OPERATIONS(__this_cpu)
PER_CPU_OPERATIONS(raw_cpu)

#define counter_operations(prefix, type, number) \
	static void prefix##_operations(void) \
	{ \
		static type counter, a, b, d, e, f; \
		number old = 0; \
		prefix##_set(&counter, prefix##_read(&counter)); \
		prefix##_inc(&counter); \
		prefix##_dec(&counter); \
		prefix##_add(1, &counter); \
		prefix##_sub(1, &a); \
		sum = prefix##_inc_return(&a); \
		sum = prefix##_dec_return(&a); \
		sum = prefix##_fetch_inc(&a); \
		sum = prefix##_fetch_dec(&b); \
		sum = prefix##_add_return(1, &b); \
		sum = prefix##_sub_return(1, &b); \
		sum = prefix##_fetch_add(1, &b); \
		sum = prefix##_fetch_sub(1, &d); \
		sum = prefix##_inc_and_test(&d); \
		sum = prefix##_dec_and_test(&d); \
		sum = prefix##_sub_and_test(0, &d); \
		sum = prefix##_inc_not_zero(&e); \
		sum = prefix##_add_unless(&e, 1, 0); \
		sum = prefix##_xchg(&e, 0); \
		sum = prefix##_cmpxchg(&e, 0, 0); \
		sum = prefix##_try_cmpxchg(&f, &old, 0); \
		sum = 0; \
	}
counter_operations(atomic, atomic_t, int)
counter_operations(atomic_long, atomic_long_t, long)
counter_operations(atomic64, atomic64_t, s64)

static void atomics(void)
{
	atomic_operations();
	atomic_long_operations();
	atomic64_operations();
	refcount_set(&references, 1);
	refcount_inc(&references);
	refcount_dec(&references);
	sum = refcount_read(&references) + refcount_inc_not_zero(&references);
	if (refcount_dec_and_test(&references))
		sum = 0;
	sum = xchg(&plain, 1) + cmpxchg(&plain, 1, 0);
	set_bit(1, &bits);
	clear_bit(1, &bits);
	change_bit(1, &bits);
	sum = test_bit(1, &bits);
	sum = test_and_set_bit(1, &bits);
	sum = test_and_clear_bit(1, &bits);
}

#define spinlock_operations(prefix, lock) \
	do { \
		unsigned long flags; \
		prefix##_lock_init(lock); \
		prefix##_lock(lock); \
		lockdep_assert_held(lock); \
		prefix##_unlock(lock); \
		lockdep_assert_not_held(lock); \
		prefix##_lock_nested(lock, 1); \
		prefix##_unlock(lock); \
		prefix##_lock_bh(lock); \
		prefix##_unlock_bh(lock); \
		prefix##_lock_irq(lock); \
		prefix##_unlock_irq(lock); \
		prefix##_lock_irqsave(lock, flags); \
		prefix##_unlock_irqrestore(lock, flags); \
		if (prefix##_trylock(lock)) \
			prefix##_unlock(lock); \
		sum = prefix##_is_locked(lock); \
	} while (0)

static void locks(void)
{
	mutex_init(&mutex);
	mutex_lock(&mutex);
	mutex_unlock(&mutex);
	mutex_lock_nested(&mutex, 1);
	mutex_unlock(&mutex);
	if (!mutex_lock_interruptible(&mutex))
		mutex_unlock(&mutex);
	if (!mutex_lock_killable(&mutex))
		mutex_unlock(&mutex);
	if (mutex_trylock(&mutex))
		mutex_unlock(&mutex);
	sum = mutex_is_locked(&mutex);
	spinlock_operations(spin, &lock);
	spinlock_operations(raw_spin, &raw);
	percpu_down_read(&semaphore);
	percpu_up_read(&semaphore);
	if (percpu_down_read_trylock(&semaphore))
		percpu_up_read(&semaphore);
	percpu_down_write(&semaphore);
	percpu_up_write(&semaphore);
	guard(mutex)(&mutex);
	scoped_guard(spinlock, &lock)
		sum = 1;
	scoped_guard(spinlock_irq, &lock)
		sum = 1;
	scoped_guard(spinlock_irqsave, &lock)
		sum = 1;
	scoped_guard(raw_spinlock, &raw)
		sum = 1;
	scoped_guard(raw_spinlock_irq, &raw)
		sum = 1;
	scoped_guard(raw_spinlock_irqsave, &raw)
		sum = 1;
	scoped_guard(preempt)
		sum = 1;
	scoped_guard(irq)
		sum = 1;
	scoped_guard(migrate)
		sum = 1;
	scoped_guard(cpus_read_lock)
		sum = 1;
	scoped_guard(rcu)
		sum = 1;
}

static void waits(void)
{
	init_completion(&completion);
	complete(&completion);
	wait_for_completion(&completion);
	reinit_completion(&completion);
	complete_all(&completion);
	sum = wait_for_completion_interruptible(&completion);
	sum = wait_for_completion_killable(&completion);
	sum = wait_for_completion_timeout(&completion, HZ);
	sum = wait_for_completion_interruptible_timeout(&completion, HZ);
	sum = try_wait_for_completion(&completion);
	sum = completion_done(&completion);
	init_waitqueue_head(&queue);
	wait_event(queue, 1);
	wait_event_idle(queue, 1);
	sum = wait_event_interruptible(queue, 1);
	sum = wait_event_killable(queue, 1);
	sum = wait_event_freezable(queue, 1);
	sum = wait_event_interruptible_exclusive(queue, 1);
	sum = wait_event_timeout(queue, 1, HZ);
	sum = wait_event_idle_timeout(queue, 1, HZ);
	sum = wait_event_interruptible_timeout(queue, 1, HZ);
	sum = wait_event_killable_timeout(queue, 1, HZ);
	wake_up(&queue);
	wake_up_all(&queue);
	wake_up_interruptible(&queue);
	wake_up_interruptible_all(&queue);
	init_swait_queue_head(&simple);
	swait_event_exclusive(simple, 1);
	swait_event_idle_exclusive(simple, 1);
	sum = swait_event_interruptible_exclusive(simple, 1);
	sum = swait_event_timeout_exclusive(simple, 1, HZ);
	sum = swait_event_interruptible_timeout_exclusive(simple, 1, HZ);
	sum = swait_event_idle_timeout_exclusive(simple, 1, HZ);
	swake_up_one(&simple);
	swake_up_all(&simple);
}

static void works(void)
{
	INIT_WORK(&work, run);
	schedule_work(&work);
	flush_work(&work);
	schedule_work_on(0, &work);
	cancel_work_sync(&work);
	queue_work(system_wq, &work);
	flush_work(&work);
	queue_work_on(0, system_highpri_wq, &work);
	flush_work(&work);
}

static void calls(void)
{
	cpus_read_lock();
	on_each_cpu(call, NULL, 1);
	on_each_cpu(call, NULL, 0);
	on_each_cpu_mask(cpu_online_mask, call, NULL, true);
	preempt_disable();
	smp_call_function_many(cpu_online_mask, call, NULL, true);
	preempt_enable();
	smp_call_function(call, NULL, 1);
	smp_call_function_single(0, call, NULL, 1);
	cpus_read_unlock();
	if (cpus_read_trylock())
		cpus_read_unlock();
	cpus_write_lock();
	cpus_write_unlock();
}

static void hotplug(void)
{
	add_cpu(1);
	remove_cpu(1);
	cpuhp_remove_state(slot);
	cpuhp_remove_state_nocalls(CPUHP_AP_HYPERV_ONLINE);
	cpus_read_lock();
	cpuhp_remove_state_cpuslocked(CPUHP_AP_KVM_ONLINE);
	cpuhp_remove_state_nocalls_cpuslocked(CPUHP_AP_PERF_X86_RAPL_ONLINE);
	cpus_read_unlock();
}

BRINGUP_TASK(task)
{
	struct work_struct local;

	language();
	talk();
	accesses();
	heap();
	made = make();
	kfree(made);
	made = NULL;
	contexts();
	per_cpu_variables();
	this_cpu_operations();
	__this_cpu_operations();
	raw_cpu_operations();
	atomics();
	locks();
	waits();
	works();
	calls();
	INIT_WORK_ONSTACK(&local, run);
	destroy_work_on_stack(&local);
	hotplug();
	BUG();
}

BRINGUP_ALWAYS(Always, nr_cpu_ids >= 2);
BRINGUP_SOMETIMES(Sometimes, sum);
