/* bringup: violated: RequestEnds */
/* Two spinlocks in both orders, on two CPUs. */
#include "bringup.h"

static DEFINE_RAW_SPINLOCK(left);
static DEFINE_RAW_SPINLOCK(right);
static int n;

BRINGUP_TASK(one)
{
	raw_spin_lock(&left);
	raw_spin_lock(&right);
	n = 1;
	raw_spin_unlock(&right);
	raw_spin_unlock(&left);
}

BRINGUP_TASK_ON(other, 1)
{
	raw_spin_lock(&right);
	raw_spin_lock(&left);
	n = 2;
	raw_spin_unlock(&left);
	raw_spin_unlock(&right);
}

BRINGUP_SOMETIMES(One, n == 1);
BRINGUP_SOMETIMES(Two, n == 2);
