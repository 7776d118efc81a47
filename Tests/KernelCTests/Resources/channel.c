/* A channel with interrupts that move between CPUs. Written for the tests of bringup. */
#include <linux/interrupt.h>
#include "channel.h"

enum channel_state {
	CHANNEL_CLOSED,
	CHANNEL_OPENING = 4,
	CHANNEL_OPEN,
	CHANNEL_BROKEN = -1,
};

struct channel;

struct channel_ops {
	int (*open)(struct channel *channel, void __user *argument);
	void (*unmask)(struct irq_data *data);
	const char *const *(*names)(void);
};

struct channel {
	const struct channel_ops *ops;
	raw_spinlock_t lock;
	struct cpumask mask;
	atomic_t users;
	enum channel_state state;
	union {
		u32 raw;
		struct {
			u16 low, high;
		} __packed;
	};
	struct message {
		u8 bytes[16];
		__le32 length;
	} last, *queue[4];
	void __iomem *registers;
	struct channel __rcu *next;
};

typedef int (*visit_fn)(struct channel *, void *);

static struct channel *channels[8];

extern int channel_count __initdata;
int visit_channels(visit_fn fn, void *argument);

static inline struct channel *to_channel(struct irq_data *data)
{
	return container_of(irq_data_get_irq_chip_data(data), struct channel, last);
}

static __always_inline u32 channel_read(const struct channel *channel, unsigned long offset)
{
	u32 value;

	asm volatile("movl %1, %0"
		     : "=r" (value)
		     : "m" (*(volatile u32 __force *)(channel->registers + offset))
		     : "memory");
	return value;
}

static void channel_unmask(struct irq_data *data)
{
	const struct cpumask *target = irq_data_get_effective_affinity_mask(data);
	struct channel *channel = to_channel(data);
	struct message message = {
		.bytes = { [0 ... 3] = 0xff, [15] = 1, },
		.length = cpu_to_le32(sizeof(message)),
	};
	unsigned long flags;
	int cpu, weight = 0;

	raw_spin_lock_irqsave(&channel->lock, flags);
	for_each_cpu_and(cpu, target, cpu_online_mask)
		weight++;

	switch (channel->state) {
	case CHANNEL_CLOSED:
	case CHANNEL_BROKEN:
		goto out;
	case CHANNEL_OPENING ... CHANNEL_OPEN:
		if (!weight)
			goto out;
		fallthrough;
	default:
		channel->last = message;
		break;
	}

	do {
		cpu = cpumask_first_and(target, cpu_online_mask);
		if (cpu >= nr_cpu_ids)
			break;
		channel->raw |= BIT(cpu) << 2;
	} while (channel_read(channel, 0x10) & 1);

	memcpy(&channel->queue[0]->bytes[1], message.bytes + 1, sizeof(message.bytes) - 1);
out:
	raw_spin_unlock_irqrestore(&channel->lock, flags);
}

int visit_channels(visit_fn fn, void *argument)
{
	struct channel **p;
	int ret;

	for (p = channels; p < channels + ARRAY_SIZE(channels); p++) {
		if (!*p)
			continue;
		else if ((*p)->state != CHANNEL_OPEN && atomic_read(&(*p)->users) == 0)
			continue;
		ret = fn(*p, argument);
		if (ret != 0)
			return ret < 0 ? ret : -EIO;
	}
	while (--p >= channels)
		(*p)->raw = 0, (*p)->next = NULL;
	return 0;
}

static const struct channel_ops default_ops = {
	.open	= NULL,
	.unmask	= channel_unmask,
};

static struct irq_chip channel_chip = {
	.name			= "channel",
	.irq_unmask		= channel_unmask,
	.flags			= IRQCHIP_SKIP_SET_WAKE | IRQCHIP_MOVE_DEFERRED,
};
