/* The model of Sources/PeerModel/PeerModel.swift by hand, as fast as Spin can have it: one process, one d_step a rule.
 * spin -DCPUS=5 -a peers.pml && gcc -O2 -DSAFETY -DNOREDUCE -DMEMLIM=16000 -o pan pan.c && ./pan -n -m4000000 -w24
 *
 * Array element s stands for CPU s + 1; CPU 0 is always online. */
#ifndef CPUS
#define CPUS 3
#endif
#define SECONDARIES (CPUS - 1)

#define IDLE 0
#define GO_UP 1
#define GO_DOWN 2
#define ROLLBACK 3

byte rung[SECONDARIES], task[SECONDARIES];
bool enabled_on[SECONDARIES], has_page[SECONDARIES], irq[SECONDARIES];
byte kvm_lock, kvm, usage;
bool enabled_on_0, irq_on_0, write_lock, read_lock, bad;

#define DESCENDS(s) (task[s] == GO_DOWN || task[s] == ROLLBACK)
#define MISSES(s) (rung[s] >= 9 && !enabled_on[s])
#define UNLOCK(s) \
  bad = bad || (rung[s] >= 9 && usage > 0 && !enabled_on[s]) || (rung[s] < 9 && enabled_on[s]); \
  assert(!bad); task[s] = IDLE; write_lock = 0

#define CPU(s) \
  /* The control task: locks, PREPARE section, end of a request. */ \
  :: d_step { task[s] == IDLE && !write_lock && !read_lock && rung[s] < 12 -> write_lock = 1; task[s] = GO_UP } \
  :: d_step { task[s] == IDLE && !write_lock && !read_lock && rung[s] > 0 -> write_lock = 1; task[s] = GO_DOWN } \
  :: d_step { task[s] == GO_UP && rung[s] < 4 -> has_page[s] = has_page[s] || rung[s] == 2; rung[s]++ } \
  :: d_step { DESCENDS(s) && rung[s] > 0 && rung[s] <= 4 -> has_page[s] = has_page[s] && rung[s] != 3; rung[s]-- } \
  :: d_step { (task[s] == GO_UP || task[s] == GO_DOWN) && (rung[s] <= 4 || rung[s] >= 9) -> UNLOCK(s) } \
  :: d_step { task[s] == ROLLBACK && rung[s] == 0 -> UNLOCK(s) } \
  /* The CPU itself: STARTING, ONLINE. */ \
  :: d_step { task[s] == GO_UP && rung[s] >= 4 && rung[s] < 7 -> rung[s]++ } \
  :: d_step { task[s] == GO_UP && rung[s] >= 7 && rung[s] < 12 && (rung[s] != 8 || kvm_lock == 0) -> \
       if :: rung[s] == 8 -> enabled_on[s] = usage > 0 \
          :: rung[s] == 9 -> bad = !has_page[s]; assert(!bad) \
          :: else -> skip fi; \
       rung[s]++ } \
  :: d_step { task[s] == GO_UP && rung[s] >= 7 && rung[s] < 12 -> task[s] = ROLLBACK } \
  :: d_step { DESCENDS(s) && rung[s] > 7 && (rung[s] != 9 || kvm_lock == 0) -> \
       if :: rung[s] == 9 -> enabled_on[s] = 0 \
          :: rung[s] == 10 -> bad = !has_page[s]; assert(!bad) \
          :: else -> skip fi; \
       rung[s]-- } \
  :: d_step { DESCENDS(s) && rung[s] > 4 && rung[s] <= 7 -> \
       if :: rung[s] == 5 -> irq_on_0 = irq_on_0 || irq[s]; irq[s] = 0 :: else -> skip fi; \
       rung[s]-- } \
  /* A device, and KVM's work on this CPU. */ \
  :: d_step { rung[s] >= 5 && !irq[s] -> irq[s] = 1 } \
  :: d_step { rung[s] >= 7 && irq[s] -> irq[s] = 0 } \
  :: d_step { kvm == 2 && MISSES(s) -> enabled_on[s] = 1 } \
  :: d_step { kvm == 5 && usage == 0 && enabled_on[s] -> enabled_on[s] = 0 }

#if CPUS == 2
#define EACH(what) what(0)
#define ANY(what) (what(0))
#elif CPUS == 3
#define EACH(what) what(0) what(1)
#define ANY(what) (what(0) || what(1))
#elif CPUS == 4
#define EACH(what) what(0) what(1) what(2)
#define ANY(what) (what(0) || what(1) || what(2))
#elif CPUS == 5
#define EACH(what) what(0) what(1) what(2) what(3)
#define ANY(what) (what(0) || what(1) || what(2) || what(3))
#elif CPUS == 6
#define EACH(what) what(0) what(1) what(2) what(3) what(4)
#define ANY(what) (what(0) || what(1) || what(2) || what(3) || what(4))
#endif
#define IS_ENABLED(s) enabled_on[s]

active proctype system() {
  do
  EACH(CPU)
  :: d_step { !irq_on_0 -> irq_on_0 = 1 }
  :: d_step { irq_on_0 -> irq_on_0 = 0 }
  /* KVM counts its virtual machines and enables the hardware CPU by CPU. */
  :: d_step { kvm == 0 && !write_lock && usage < 2 -> read_lock = 1; kvm = 1 }
  :: d_step { kvm == 0 && !write_lock && usage > 0 -> read_lock = 1; kvm = 4 }
  :: d_step { kvm == 1 && kvm_lock == 0 -> kvm_lock = 1; usage++; kvm = 2 }
  :: d_step { kvm == 2 && !enabled_on_0 -> enabled_on_0 = 1 }
  :: d_step { kvm == 2 && enabled_on_0 && !ANY(MISSES) -> kvm_lock = 0; kvm = 3 }
  :: d_step { kvm == 4 && kvm_lock == 0 -> kvm_lock = 1; usage--; kvm = 5 }
  :: d_step { kvm == 5 && usage == 0 && enabled_on_0 -> enabled_on_0 = 0 }
  :: d_step { kvm == 5 && (usage > 0 || !(enabled_on_0 || ANY(IS_ENABLED))) -> kvm_lock = 0; kvm = 3 }
  :: d_step { kvm == 3 -> read_lock = 0; kvm = 0 }
  /* Somebody else who wants KVM's lock. */
  :: d_step { kvm_lock == 0 -> kvm_lock = 2 }
  :: d_step { kvm_lock == 2 -> kvm_lock = 0 }
  od
}
