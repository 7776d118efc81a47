/* bringup: violated: RequestEnds */
/*
 * Flush: somebody waits for work on a CPU that is gone.
 *
 * cpu_online() says what was true when it looked. CPU 1 may go down before the
 * work is queued. Work for a CPU that has never been online stays where it is,
 * and the task waits for it as long as nobody brings the CPU up.
 *
 * The counterexample marks the point of no return: from there on the task can
 * only end if somebody asks for CPU 1 again, and nobody has to.
 */
#include "bringup.h"

static int drained;

static void drain(struct work_struct *work)
{
	drained = 1;
}

static DECLARE_WORK(drain_work, drain);

BRINGUP_TASK(drain_all)
{
	if (cpu_online(1)) {
		schedule_work_on(1, &drain_work);
		flush_work(&drain_work);
	}
}

BRINGUP_SOMETIMES(Drained, drained);
