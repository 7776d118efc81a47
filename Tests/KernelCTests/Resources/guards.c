/* Scopes, cleanups and other things of new kernels. Written for the tests of bringup. */
#include <linux/cleanup.h>

DEFINE_FREE(page, void *, if (_T) free_page((unsigned long)_T))
DEFINE_GUARD(channel, struct channel *, channel_lock(_T), channel_unlock(_T))

static DEFINE_MUTEX(registry_lock);
static DEFINE_RAW_SPINLOCK(queue_lock);
static DEFINE_STATIC_SRCU(registry_srcu);

struct registry {
	DECLARE_BITMAP(used, 128);
	struct_group(counters,
		u64 gets;
		u64 puts;
	);
	int length;
	struct entry *entries[] __counted_by(length);
};

static int registry_add(struct registry *registry, struct entry *entry)
{
	void *scratch __free(page) = (void *)__get_free_page(GFP_KERNEL);
	struct entry *copy __free(kfree) = NULL;

	if (!scratch)
		return -ENOMEM;

	copy = kmemdup(entry, struct_size(entry, data, 4), GFP_KERNEL);
	if (IS_ERR_OR_NULL(copy))
		return PTR_ERR_OR_ZERO(copy);

	guard(mutex)(&registry_lock);
	scoped_guard (raw_spinlock_irqsave, &queue_lock) {
		if (registry->length == 128)
			return -ENOSPC;
		registry->entries[registry->length++] = no_free_ptr(copy);
	}
	scoped_cond_guard (mutex_intr, return -EINTR, &registry->lock)
		__set_bit(registry->length, registry->used);

	return 0;
}

static void registry_walk(struct registry *registry)
{
	struct entry *entry;
	int i;

	guard(srcu)(&registry_srcu);
	for_each_set_bit(i, registry->used, 128) {
		entry = rcu_dereference_protected(registry->entries[i],
						  lockdep_is_held(&registry_lock));
		if (!entry) continue;
		scoped_guard(mutex, &entry->lock)
			for_each_online_cpu(entry->cpu)
				*per_cpu_ptr(entry->count, entry->cpu) += 1;
	}
}

static bool __must_check registry_empty(struct registry *registry)
{
	unsigned long flags;
	bool empty;

	spin_lock_irqsave(&registry->lock, flags);
	empty = ({
		int left = registry->length;

		while (left && !registry->entries[left - 1])
			left--;
		!left;
	});
	spin_unlock_irqrestore(&registry->lock, flags);

	return empty;
}
