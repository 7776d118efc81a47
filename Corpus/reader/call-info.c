/* bringup: holds */
/* What a function is told that other CPUs run: a variable, a local, 3. */
#include "bringup.h"

struct request {
	int cpu;
	int answer;
};

static struct request request;
static atomic_t visits = ATOMIC_INIT(0);
static int number, local, told;

static void answer(void *info)
{
	struct request *r = info;

	r->answer = smp_processor_id() + r->cpu;
}

static void count(void *info)
{
	atomic_inc(info);
}

static void set_local(void *info)
{
	int *p = info;

	*p = 1;
}

static void tell(void *info)
{
	told = (long)info;
}

BRINGUP_TASK(one_cpu)
{
	cpus_read_lock();
	request.cpu = 1;
	if (!smp_call_function_single(1, answer, &request, 1)) {
		BRINGUP_REQUIRE(Answered, request.answer == 2);
		number = request.answer;
	}
	cpus_read_unlock();
}

BRINGUP_TASK(all_cpus)
{
	int seen = 0;

	cpus_read_lock();
	on_each_cpu(count, &visits, 1);
	BRINGUP_REQUIRE(All, atomic_read(&visits) == num_online_cpus());
	smp_call_function_single(0, set_local, &seen, 1);
	local = seen;
	on_each_cpu_mask(cpu_online_mask, tell, (void *)3L, 1);
	BRINGUP_REQUIRE(Told, told == 3);
	cpus_read_unlock();
}

BRINGUP_SOMETIMES(OfCPU1, number == 2);
BRINGUP_SOMETIMES(Both, atomic_read(&visits) == 2);
BRINGUP_SOMETIMES(Local, local == 1);
