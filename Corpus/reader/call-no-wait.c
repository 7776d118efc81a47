/* bringup: violated: NoBuiltInViolation */
/* Memory that other CPUs still use, since nobody waits for them. */
#include "bringup.h"

struct data {
	int value;
};

static struct data *data;
static int freed;

static void use(void *info)
{
	data->value = 1;
}

static int __init data_init(void)
{
	data = kzalloc(sizeof(*data), GFP_KERNEL);
	return data ? 0 : -ENOMEM;
}
module_init(data_init);

BRINGUP_TASK(task)
{
	cpus_read_lock();
	on_each_cpu(use, NULL, 0);
	cpus_read_unlock();
	kfree(data);
	freed = 1;
}

BRINGUP_SOMETIMES(Freed, freed);
