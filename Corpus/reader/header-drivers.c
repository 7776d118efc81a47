/* bringup: holds */
/*
 * What bringup.h declares for drivers, called in the simplest way: nothing of
 * it may be opaque. The rest is in header.c.
 */
#include "bringup.h"

BRINGUP_NO_HOTPLUG();

static unsigned long flags, bits;
static int plain, sum, done;
static struct delayed_work delayed;
static cpumask_var_t allocated;
static struct cpumask mask, second;
static cpumask_t none = CPU_MASK_NONE;
static DEFINE_PER_CPU(int, number);
static DEFINE_STATIC_KEY_TRUE(key_on);
static DEFINE_STATIC_KEY_FALSE(key);
DEFINE_STATIC_SRCU(domain);
static struct task_struct *thread;
static struct pmu *pmu;
static struct kobject *kobject;
static struct device *device;
static struct device_attribute *entry;
static void *address;

static void run(struct work_struct *work)
{
}

static irqreturn_t handle(int irq, void *data)
{
	return 0;
}

static void arithmetic(void)
{
	sum = abs(plain - 3);
	sum += clamp(plain, 1, 4) + clamp_t(int, plain, 1, 4);
	sum += DIV_ROUND_UP(plain, 4) + roundup(plain, 4) + round_up(plain, 4);
	sum += ilog2(16);
	sum += PTR_ERR_OR_ZERO(address);
	__set_bit(1, &bits);
	__clear_bit(1, &bits);
}

static void contexts(void)
{
	local_save_flags(flags);
	preempt_count_inc();
	sum = preempt_count();
	preempt_count_dec();
	sum = get_cpu_var(number);
	put_cpu_var(number);
}

static void topology(void)
{
	sum = numa_node_id() + numa_mem_id() + cpu_to_node(0) + cpu_to_mem(0);
	cpumask_copy(&mask, cpumask_of_node(0));
	cpumask_copy(&mask, topology_sibling_cpumask(0));
	cpumask_copy(&mask, topology_core_cpumask(0));
	cpumask_copy(&mask, topology_die_cpumask(0));
	sum = cpumask_last(&mask);
	sum = cpumask_any_and_but(&mask, cpu_online_mask, 0);
	if (alloc_cpumask_var_node(&allocated, GFP_KERNEL, 0))
		free_cpumask_var(allocated);
	if (zalloc_cpumask_var_node(&allocated, GFP_KERNEL, 0))
		free_cpumask_var(allocated);
}

static void interrupts(void)
{
	sum = request_irq(7, handle, 0, "device", NULL);
	sum = irq_set_affinity(7, cpumask_of(0));
	sum = irq_force_affinity(7, cpumask_of(0));
	sum = irq_set_affinity_hint(7, NULL);
	enable_irq(7);
	enable_percpu_irq(8, 0);
	disable_percpu_irq(8);
	free_irq(7, NULL);
}

static void devices(void)
{
	sum = sysfs_create_group(kobject, NULL);
	sysfs_remove_group(kobject, NULL);
	sum = sysfs_create_file(kobject, NULL);
	sysfs_remove_file(kobject, NULL);
	sum = device_create_file(device, entry);
	device_remove_file(device, entry);
	writeb(1, address);
	writeb_relaxed(1, address);
	writew(1, address);
	writew_relaxed(1, address);
	writel(1, address);
	writel_relaxed(1, address);
	writeq(1, address);
	writeq_relaxed(1, address);
}

static void masks(void)
{
	int cpu;

	sum = cpu_online(0);
	sum = cpu_active(0);
	sum = cpu_possible(0);
	sum = cpu_present(0);
	sum = cpu_dying(0);
	sum = num_online_cpus();
	sum = num_active_cpus();
	sum = num_possible_cpus();
	sum = num_present_cpus();
	cpumask_clear(&mask);
	cpumask_setall(&mask);
	cpumask_set_cpu(0, &mask);
	cpumask_clear_cpu(1, &mask);
	__cpumask_set_cpu(0, &mask);
	__cpumask_clear_cpu(1, &mask);
	sum = cpumask_test_cpu(0, &mask) + cpumask_test_and_set_cpu(0, &mask);
	sum = cpumask_test_and_clear_cpu(0, &mask);
	sum = cpumask_empty(&mask);
	sum = cpumask_full(&mask);
	sum = cpumask_weight(&mask);
	sum = cpumask_first(&mask);
	sum = cpumask_next(0, &mask);
	sum = cpumask_any(cpu_online_mask);
	sum = cpumask_any_but(cpu_active_mask, 0);
	sum = cpumask_first_and(&mask, cpu_possible_mask);
	sum = cpumask_any_and(&mask, cpu_present_mask);
	sum = cpumask_equal(&mask, &none) + cpumask_subset(&mask, &none);
	sum = cpumask_intersects(&mask, cpumask_of(0));
	sum = cpumask_empty(cpu_dying_mask);
	cpumask_and(&second, &mask, cpu_online_mask);
	cpumask_andnot(&second, &mask, cpu_online_mask);
	cpumask_or(&second, &mask, cpu_online_mask);
	cpumask_xor(&second, &mask, cpu_online_mask);
	cpumask_copy(&second, &mask);
	if (alloc_cpumask_var(&allocated, GFP_KERNEL))
		free_cpumask_var(allocated);
	if (zalloc_cpumask_var(&allocated, GFP_KERNEL))
		free_cpumask_var(allocated);
	for_each_cpu(cpu, &mask)
		sum = cpu;
	for_each_cpu_and(cpu, &mask, cpu_online_mask)
		sum = cpu;
	for_each_online_cpu(cpu)
		sum = cpu;
	for_each_possible_cpu(cpu)
		sum = cpu;
	for_each_present_cpu(cpu)
		sum = cpu;
}

static void keys(void)
{
	if (static_branch_likely(&key_on)
		&& static_branch_unlikely(&key) && static_key_enabled(&key))
		sum = 1;
	static_branch_inc(&key);
	static_branch_dec(&key);
	static_branch_enable(&key);
	static_branch_disable(&key);
	static_key_slow_inc(&key);
	static_key_slow_dec(&key);
	static_key_enable(&key);
	static_key_disable(&key);
	cpus_read_lock();
	static_branch_inc_cpuslocked(&key);
	static_branch_dec_cpuslocked(&key);
	static_branch_enable_cpuslocked(&key);
	static_branch_disable_cpuslocked(&key);
	static_key_slow_inc_cpuslocked(&key);
	static_key_slow_dec_cpuslocked(&key);
	static_key_enable_cpuslocked(&key);
	static_key_disable_cpuslocked(&key);
	cpus_read_unlock();
}

static void grace_periods(void)
{
	int index;

	rcu_read_lock();
	rcu_read_unlock();
	rcu_read_lock_sched();
	rcu_read_unlock_sched();
	rcu_read_lock_bh();
	rcu_read_unlock_bh();
	synchronize_rcu();
	synchronize_rcu_expedited();
	init_srcu_struct(&domain);
	index = srcu_read_lock(&domain);
	srcu_read_unlock(&domain, index);
	synchronize_srcu(&domain);
	synchronize_srcu_expedited(&domain);
	cleanup_srcu_struct(&domain);
}

BRINGUP_TASK(task)
{
	void *memory = kvcalloc(2, 8, GFP_KERNEL);

	kvfree(memory);
	arithmetic();
	contexts();
	topology();
	masks();
	keys();
	grace_periods();
	interrupts();
	devices();
	INIT_DELAYED_WORK(&delayed, run);
	cancel_delayed_work_sync(&delayed);
	perf_pmu_migrate_context(pmu, 0, 1);
	sum = wake_up_process(thread);
	done = 1;
}

BRINGUP_SOMETIMES(Done, done);
