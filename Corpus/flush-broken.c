/* bringup: violated: OnItsCPU, RequestEnds */
/*
 * Flush: somebody waits for work on a CPU that nobody will bring up.
 *
 * A CPU that is possible need not be online. Work for one that has never been
 * stays where it is, and who waits for it waits as long. Once a CPU has been
 * online and is gone, its workers are unbound, and the work runs elsewhere.
 *
 * The counterexample of RequestEnds marks the point of no return: from there on
 * the task can only end if somebody asks for CPU 1, and nobody has to.
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
	if (cpu_possible(1)) {
		schedule_work_on(1, &drain_work);
		flush_work(&drain_work);
	}
}

BRINGUP_SOMETIMES(Drained, drained);
