import Machine
import Program

/// How the control task and the AP find each other, and what happens if they don't in time.
///
/// 6.12 has one state for each AP and says at every place who may move it on (`cpuhp_can_boot_ap`,
/// `cpuhp_bp_sync_alive`, `cpuhp_ap_sync_alive`, `cpuhp_bp_sync_dead`, kernel/cpu.c). 6.1 has masks and a
/// state of its own (`do_boot_cpu`, arch/x86/kernel/smpboot.c; `wait_for_master_cpu`,
/// arch/x86/kernel/cpu/common.c; `cpu_check_up_prepare`, `cpu_wait_death`, kernel/smpboot.c), which are the
/// same states here: ALIVE stands for cpu_initialized_mask, SHOULD_ONLINE for cpu_callout_mask, SHOULD_DIE
/// for CPU_BROKEN.
///
/// An INIT resets an AP that waits for its control task. That is a step of its own, after the one that says
/// that the AP is to be started; where every AP is in time nobody can come between, and both are one.
extension CPUHotplug {
  /// `enum cpuhp_sync_state`.
  enum SyncState: Int, CaseIterable {
    case dead, kicked, shouldDie, alive, shouldOnline, online

    var name: String {
      switch self {
      case .dead: "DEAD"
      case .kicked: "KICKED"
      case .shouldDie: "SHOULD_DIE"
      case .alive: "ALIVE"
      case .shouldOnline: "SHOULD_ONLINE"
      case .online: "ONLINE"
      }
    }
  }

  private var variable: PerCPU { PerCPU("cpuhp_state.ap_sync_state") }
  /// An INIT and a SIPI are on their way to the AP.
  private var isKicked: PerCPU { PerCPU("ap_kicked") }
  private var faults: Expression { Global("faults_left") }

  func syncState(_ state: SyncState) -> Expression { variable[cpu] == .constant(state.rawValue) }

  func setSyncState(_ state: SyncState) -> Statement.Kind { variable[cpu] <- .constant(state.rawValue) }

  private func isLate(_ computer: Computer) -> Bool {
    computer.hasFaults && (options.mayStayDead || options.mayDieLate)
  }

  func addSyncState(to computer: inout Computer) {
    let initial = (0..<computer.cpus).map {
      (onlineAtStart.contains($0) ? SyncState.online : SyncState.dead).rawValue
    }
    computer.add(
      Variable(
        "cpuhp_state.ap_sync_state", .range(0...5), count: computer.cpus, initial: initial,
        valueNames: Dictionary(uniqueKeysWithValues: SyncState.allCases.map { ($0.rawValue, $0.name) })))
    if isLate(computer) { computer.add(Variable("ap_kicked", .bool, count: computer.cpus)) }
  }

  // MARK: The control task

  /// Adds `cpuhp_kick_ap_alive` and `start_secondary`.
  func addStartup(to computer: inout Computer) {
    let isLate = isLate(computer)
    let limbo = Expression.local("limbo", .bool)
    if hasSplitStartup {
      computer.add(
        Procedure("cpuhp_kick_ap_alive", source: "kernel/cpu.c", parameters: [cpuLocal]) {
          if isLate {
            Atomic("cpuhp_can_boot_ap: SYNC_STATE_KICKED") {
              limbo <- (syncState(.shouldDie) || syncState(.shouldOnline) || syncState(.online))
              If(!limbo) { setSyncState(.kicked) }
            }
            If(limbo) { Return(-11) }
            Atomic("arch_cpuhp_kick_ap_alive: INIT, SIPI") { isKicked[cpu] <- 1 }
          } else {
            Atomic("arch_cpuhp_kick_ap_alive: INIT, SIPI") { setSyncState(.kicked) }
            // The kernel waits at the beginning of cpuhp_bringup_ap, with sparse_irq_lock held. An AP that is
            // in time does nothing between the two that anybody could see.
            Wait(syncState(.alive), "wait for SYNC_STATE_ALIVE")
          }
          Return(0)
        })
    }
    computer.add(startSecondary(isLate))
  }

  /// 6.12: `cpuhp_bp_sync_alive`, under the lock that keeps interrupts from being allocated. Returns with it
  /// released if the AP is not there.
  @ProgramBuilder func releaseAP(_ ret: Expression, in computer: Computer) -> [Statement] {
    if isLate(computer) {
      waitForLife(ret, "cpuhp_bp_sync_alive: SYNC_STATE_SHOULD_ONLINE")
      giveUp(ret)
    } else {
      Atomic("cpuhp_bp_sync_alive: SYNC_STATE_SHOULD_ONLINE") { setSyncState(.shouldOnline) }
    }
  }

  /// 6.1: `__cpu_up` kicks the AP and waits for it in one. The AP does not stop on the way, unless it is
  /// late.
  @ProgramBuilder func kickAndWait(_ ret: Expression, in computer: Computer) -> [Statement] {
    if isLate(computer) {
      ret <- .conditional(syncState(.shouldDie), -11, 0)
      giveUp(ret)
      Atomic("do_boot_cpu: clear the CPU in cpu_initialized_mask") { setSyncState(.kicked) }
      Atomic("do_boot_cpu: INIT, SIPI") { isKicked[cpu] <- 1 }
      waitForLife(ret, "do_boot_cpu: the AP goes on")
      giveUp(ret)
    } else {
      Atomic("__cpu_up: INIT, SIPI") { setSyncState(.kicked) }
      Wait(syncState(.alive), "do_boot_cpu: wait for the AP")
      Atomic("do_boot_cpu: the AP goes on") { setSyncState(.shouldOnline) }
    }
    Wait(isOnline[cpu], "native_cpu_up: wait until the CPU is online")
    Kernel.mutexUnlock("sparse_irq_lock")
  }

  @ProgramBuilder private func giveUp(_ ret: Expression) -> [Statement] {
    If(ret != 0) {
      Kernel.mutexUnlock("sparse_irq_lock")
      Return(ret)
    }
  }

  /// Ten seconds at most; what the AP has said until then stays as it is.
  @ProgramBuilder private func waitForLife(_ ret: Expression, _ text: String) -> [Statement] {
    Choose {
      Option(text, .kernel, when: syncState(.alive)) {
        Atomic { setSyncState(.shouldOnline) }
        ret <- 0
      }
      if options.mayStayDead {
        Option("the AP does not come alive in time", .fault, when: faults > 0 && !syncState(.alive)) {
          Atomic { faults <- faults - 1 }
          ret <- -5
        }
      }
    }
  }

  /// The end of `takedown_cpu`: ten seconds at most in 6.12 (`cpuhp_bp_sync_dead`), five in 6.1
  /// (`cpu_wait_death`). A CPU that takes longer is reported in the log, and the request goes on.
  @ProgramBuilder func waitForDeath(in computer: Computer) -> [Statement] {
    if computer.hasFaults && options.mayDieLate {
      Choose {
        Option("cpuhp_bp_sync_dead: wait for SYNC_STATE_DEAD", .kernel, when: syncState(.dead)) { Atomic {} }
        Option("the CPU does not report its death in time", .fault, when: faults > 0 && !syncState(.dead)) {
          Atomic {
            faults <- faults - 1
            setSyncState(.shouldDie)
          }
        }
      }
    } else {
      Wait(syncState(.dead), "cpuhp_bp_sync_dead: wait for SYNC_STATE_DEAD")
    }
  }

  // MARK: The AP

  /// `start_secondary` (arch/x86/kernel/smpboot.c): window W1 lies between the STARTING callbacks and
  /// set_cpu_online, W2 between set_cpu_online and the first ONLINE callback.
  private func startSecondary(_ isLate: Bool) -> Procedure {
    Procedure("start_secondary", source: "arch/x86/kernel/smpboot.c", parameters: [cpuLocal]) {
      if isLate {
        reportLifeLate()
      } else {
        Atomic("the AP starts with interrupts off: SYNC_STATE_ALIVE", when: syncState(.kicked)) {
          takeCPU()
          setSyncState(.alive)
        }
        Wait(syncState(.shouldOnline), "cpuhp_ap_sync_alive: wait for SYNC_STATE_SHOULD_ONLINE")
      }
      Do("notify_cpu_starting", cpu)
      Atomic("set_cpu_online(true)", reason: "under vector_lock, with lapic_online()") { isOnline[cpu] <- 1 }
      Kernel.localIRQEnable()
      Do("cpuhp_online_idle", cpu)
      Atomic("cpu_startup_entry: the idle loop", reason: "the last two steps touch this CPU alone") {
        PerCPU("preempt_count")[cpu] <- 0
        PerCPU("cpu_owner")[cpu] <- 0
      }
    }
  }

  @ProgramBuilder private func takeCPU() -> [Statement] {
    PerCPU("irqs_off")[cpu] <- 1
    PerCPU("preempt_count")[cpu] <- 1
    PerCPU("cpu_owner")[cpu] <- .currentContext
  }

  /// The AP from its start to where the control task lets it go, begun anew with each INIT.
  @ProgramBuilder private func reportLifeLate() -> [Statement] {
    let again = Expression.local("again", .bool)
    Forever {
      Atomic("the AP starts with interrupts off", when: isKicked[cpu]) {
        isKicked[cpu] <- 0
        takeCPU()
      }
      if hasSplitStartup {
        // An exchange, whatever stood there.
        Atomic("cpuhp_ap_sync_alive: SYNC_STATE_ALIVE") { If(!isKicked[cpu]) { setSyncState(.alive) } }
      } else {
        Atomic("wait_for_master_cpu: set the CPU in cpu_initialized_mask") {
          If(!isKicked[cpu]) {
            Require("warn", syncState(.kicked))
            If(syncState(.kicked)) { setSyncState(.alive) }
          }
        }
      }
      Atomic("wait until the control task lets the AP go", when: syncState(.shouldOnline) || isKicked[cpu]) {
        again <- isKicked[cpu]
      }
      If(!again) { Break() }
    }
  }
}
