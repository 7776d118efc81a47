/* bringup: violated: OnItsCPU */
/* A task of one CPU is moved away when the CPU goes. */
#include "bringup.h"

BRINGUP_CPUS(3);

static int cpu = 2;

BRINGUP_TASK_ON(task, 2)
{
	cpu = smp_processor_id();
}

BRINGUP_ALWAYS(OnItsCPU, cpu == 2);
BRINGUP_SOMETIMES(CPU2IsActive, cpu_active(2));
