/* bringup: holds */
/*
 * Flush: the hotplug lock is held from the question to the answer.
 *
 * CPU 1 stays as cpu_online() has seen it until the work has run. The work must
 * not take the lock itself: a writer may be waiting by then.
 */
#include "bringup.h"

static int drained;

static void drain(struct work_struct *work)
{
	BRINGUP_REQUIRE(OnItsCPU, raw_smp_processor_id() == 1);
	drained = 1;
}

static DECLARE_WORK(drain_work, drain);

BRINGUP_TASK(drain_all)
{
	cpus_read_lock();
	if (cpu_online(1)) {
		schedule_work_on(1, &drain_work);
		flush_work(&drain_work);
	}
	cpus_read_unlock();
}

BRINGUP_SOMETIMES(Drained, drained);
