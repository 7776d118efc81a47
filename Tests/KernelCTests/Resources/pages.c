/*
 * A page for each CPU, which a made-up hypervisor writes into.
 * Written for the tests of bringup.
 */
#define pr_fmt(fmt) "pages: " fmt

#include <linux/cpu.h>
#include <linux/slab.h>

#define PAGE_WORDS	(PAGE_SIZE / sizeof(u64))
#define page_is_set(p)	((p) && *(p))

struct page_slot {
	void		*page;
	u64		gpa;
	unsigned int	enabled : 1,
			shared : 1,
			: 6;
	struct list_head node;
	struct {
		u32 faults;
		u32 retries;
	} stats;
} __aligned(64);

static DEFINE_PER_CPU_ALIGNED(struct page_slot, page_slots);
static DECLARE_PER_CPU(void *, page_alias);
static DEFINE_MUTEX(pages_lock);
static DEFINE_STATIC_KEY_FALSE(pages_encrypted);
static LIST_HEAD(free_pages);

static enum cpuhp_state pages_online __read_mostly;
static bool pages_ready;

static void *take_page(gfp_t flags)
{
	struct page_slot *slot, *next;
	void *page = NULL;

	mutex_lock(&pages_lock);
	list_for_each_entry_safe(slot, next, &free_pages, node) {
		if (!slot->page)
			continue;
		page = slot->page;
		slot->page = NULL;
		list_del(&slot->node);
		break;
	}
	mutex_unlock(&pages_lock);

	return page ?: (void *)get_zeroed_page(flags | __GFP_NOWARN);
}

static int page_cpu_up(unsigned int cpu)
{
	struct page_slot *slot = per_cpu_ptr(&page_slots, cpu);
	u64 value = 0, *words;
	int ret = 0, i;

	if (WARN_ON_ONCE(cpu != smp_processor_id()))
		return -EINVAL;

	slot->page = take_page(irqs_disabled() ? GFP_ATOMIC : GFP_KERNEL);
	if (!slot->page)
		return -ENOMEM;

	words = slot->page;
	for (i = 0; i < PAGE_WORDS; i++)
		words[i] = ~0ULL >> (i & 63);

	if (static_branch_unlikely(&pages_encrypted)) {
		ret = set_page_decrypted((unsigned long)slot->page, 1);
		if (ret)
			goto free;
	}

	slot->gpa = virt_to_phys(slot->page);
	value = (slot->gpa & PAGE_MASK) | 0x1;
	ret = wrmsrl_safe(0x40000001, value);
	if (ret) {
		pr_err("no page for cpu %u: %d\n", cpu, ret);
		goto free;
	}

	slot->enabled = 1;
	__this_cpu_write(page_alias, slot->page);
	return 0;

free:
	free_page((unsigned long)slot->page);
	slot->page = NULL;
	return ret;
}

static int page_cpu_down(unsigned int cpu)
{
	struct page_slot *slot = this_cpu_ptr(&page_slots);
	unsigned long flags;
	void *page;

	local_irq_save(flags);
	page = slot->page;
	slot->page = NULL;
	slot->enabled = 0;
	wrmsrl(0x40000001, 0);
	local_irq_restore(flags);

	if (page_is_set((u64 *)page))
		kfree(page);
	return 0;
}

static int __init pages_init(void)
{
	int cpu, ret;

	for_each_possible_cpu(cpu)
		per_cpu(page_slots, cpu).gpa = -1ULL;

	ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "made-up/pages:online",
				page_cpu_up, page_cpu_down);
	if (ret < 0)
		return ret;

	pages_online = ret;
	WRITE_ONCE(pages_ready, true);
	return 0;
}
core_initcall(pages_init);
