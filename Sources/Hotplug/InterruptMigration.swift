import Machine
import Program

/// A device interrupt: its descriptor in the kernel, and where the device's message goes.
public struct DeviceInterrupt: Sendable {
  public var name: String
  /// Spread and kept by the kernel, shut down when the last CPU of its mask goes (`IRQF_AFFINITY_MANAGED`).
  public var isManaged: Bool
  /// The CPUs of its mask; for an ordinary one all of them.
  public var mask: [Int]
  /// The CPU it is directed to at the start, nil if its driver has not requested it yet.
  public var target: Int?
  /// The device raises it in the modelled run.
  public var isRaised: Bool

  public init(_ name: String, isManaged: Bool, mask: [Int], target: Int?, isRaised: Bool) {
    self.name = name
    self.isManaged = isManaged
    self.mask = mask
    self.target = target
    self.isRaised = isRaised
  }
}

/// How the kernel moves device interrupts when CPUs come and go (kernel/irq/cpuhotplug.c,
/// kernel/irq/migration.c, arch/x86/kernel/irq.c; 6.12), for a chip whose affinity can't be changed in
/// process context.
public struct InterruptMigration: Sendable {
  public let interrupts: [DeviceInterrupt]
  public let cpus: Int
  /// The chip's `irq_unmask`: takes the interrupt and its target CPU, runs on the current CPU, interrupts
  /// off, with the descriptor locked. It directs the device's message to the target if it can
  /// (`irq.delivered_to`).
  public let unmask: String

  public init(_ interrupts: [DeviceInterrupt], cpus: Int, unmask: String) {
    self.interrupts = interrupts
    self.cpus = cpus
    self.unmask = unmask
  }

  /// Where the kernel believes the interrupt goes: the effective affinity.
  var target: PerCPU { PerCPU("irq.effective_affinity") }
  /// 0, or 1 + the CPU to which the next interrupt shall move it: `desc->pending_mask`.
  var pendingMask: PerCPU { PerCPU("irq.pending_mask") }
  /// A driver has requested it.
  var isActive: PerCPU { PerCPU("irq.active") }
  var isShutDown: PerCPU { PerCPU("irq.managed_shutdown") }
  /// Where the device's message goes: the hypervisor's side.
  public static let deliveredTo = PerCPU("irq.delivered_to")
  var isRequested: PerCPU { PerCPU("irq.requested") }
  var isOnline: PerCPU { PerCPU("cpu_online") }

  func lock(_ index: Int) -> String { "irq_desc[\(interrupts[index].name)].lock" }

  /// Adds the descriptors, `fixup_irqs(cpu)`, `irq_affinity_online_cpu(cpu)` and the handlers.
  public func install(in computer: inout Computer) {
    let count = interrupts.count
    let cpuDomain = Domain.range(0...(cpus - 1))
    computer.add(
      // What desc->lock protects needs no steps of its own: nobody looks without the lock.
      Variable(
        "irq.effective_affinity", cpuDomain, count: count, storage: .sequenced,
        initial: interrupts.map { $0.target ?? 0 }),
      Variable("irq.pending_mask", .range(0...cpus), count: count, storage: .sequenced),
      Variable("irq.managed_shutdown", .bool, count: count, storage: .sequenced),
      Variable(
        "irq.active", .bool, count: count, storage: .sequenced,
        initial: interrupts.map { $0.target == nil ? 0 : 1 }),
      Variable("irq.delivered_to", cpuDomain, count: count, initial: interrupts.map { $0.target ?? 0 }),
      Variable("irq.requested", .bool, count: count))
    for index in interrupts.indices { computer.addRawSpinlock(lock(index)) }
    addProcedures(to: &computer)
    for index in interrupts.indices where interrupts[index].isRaised { addHandlers(index, to: &computer) }
  }

  private func addProcedures(to computer: inout Computer) {
    let cpuLocal = Local("cpu", .range(0...7))
    let cpu = Expression.local(cpuLocal)
    let flags = Expression.local("flags", .bool)
    for index in interrupts.indices {
      computer.add(
        Procedure(
          "migrate_one_irq(\(interrupts[index].name))", source: "kernel/irq/cpuhotplug.c",
          parameters: [cpuLocal]
        ) {
          Kernel.rawSpinLock(lock(index))
          migrateOne(index, cpu)
          Kernel.rawSpinUnlock(lock(index))
        },
        Procedure("handle_edge_irq(\(interrupts[index].name))", source: "kernel/irq/chip.c") {
          Kernel.rawSpinLock(lock(index))
          If(pendingMask[.constant(index)] != 0) { Do("irq_move_masked_irq(\(interrupts[index].name))") }
          Kernel.rawSpinUnlock(lock(index))
        },
        moveMasked(index))
    }
    computer.add(
      Procedure("fixup_irqs", source: "arch/x86/kernel/irq.c", parameters: [cpuLocal]) {
        for interrupt in interrupts { Do("migrate_one_irq(\(interrupt.name))", cpu) }
      },
      Procedure("irq_affinity_online_cpu", source: "kernel/irq/cpuhotplug.c", parameters: [cpuLocal]) {
        for index in interrupts.indices where interrupts[index].isManaged {
          If(interrupts[index].mask.map { cpu == .constant($0) }.reduce(0) { $0 || $1 }) {
            Kernel.rawSpinLockIRQSave(lock(index), flags)
            If(isShutDown[.constant(index)]) {
              isShutDown[.constant(index)] <- 0
              target[.constant(index)] <- cpu
              Do(unmask, .constant(index), cpu)
            }
            Kernel.rawSpinUnlockIRQRestore(lock(index), flags)
          }
        }
        Return(0)
      })
  }

  /// `migrate_one_irq`, on the dying CPU, which is no longer in `cpu_online_mask`: a managed interrupt
  /// without an online CPU in its mask is shut down, any other that is directed here is masked, moved and
  /// unmasked here.
  @ProgramBuilder private func migrateOne(_ index: Int, _ cpu: Expression) -> [Statement] {
    let interrupt = interrupts[index]
    let position = Expression.constant(index)
    let next = Expression.local("next", .range(0...cpus))
    let candidates = (interrupt.isManaged ? interrupt.mask : Array(0..<cpus))
    If(isActive[position] && !isShutDown[position] && target[position] == cpu) {
      Atomic("irq_fixup_move_pending; pick a CPU of cpu_online_mask", reason: "all other CPUs are stopped") {
        next
          <- candidates.reversed().reduce(Expression.constant(cpus)) {
            .conditional(isOnline[.constant($1)], .constant($1), $0)
          }
        if !interrupt.isManaged {
          for candidate in 0..<cpus {
            If(pendingMask[position] == .constant(candidate + 1) && isOnline[.constant(candidate)]) {
              next <- .constant(candidate)
            }
          }
        }
        pendingMask[position] <- 0
        If(next == .constant(cpus)) { isShutDown[position] <- 1 }.Else { target[position] <- next }
      }
      If(next != .constant(cpus)) { Do(unmask, position, next) }
    }.Else {
      // irq_fixup_move_pending: a move whose only target dies is dropped.
      if !interrupt.isManaged {
        for candidate in 0..<cpus {
          If(pendingMask[position] == .constant(candidate + 1) && !isOnline[.constant(candidate)]) {
            pendingMask[position] <- 0
          }
        }
      }
    }
  }

  /// What the drivers of interrupts that are not requested yet do, once each, while no CPU of the mask is
  /// online: `request_irq` finds nothing to start them on and leaves them shut down (`irq_startup_managed`).
  public func probeOptions() -> [Statement.Option] {
    interrupts.indices.filter { interrupts[$0].target == nil }.map { index in
      let none = interrupts[index].mask.map { !isOnline[.constant($0)] }.reduce(1) { $0 && $1 }
      return Option(
        "the driver requests \(interrupts[index].name); no CPU of its mask is online",
        when: !isActive[.constant(index)] && none
      ) {
        Atomic {
          isActive[.constant(index)] <- 1
          isShutDown[.constant(index)] <- 1
        }
      }
    }
  }

  /// `irq_move_masked_irq`: carries out a pending affinity change in the handler, and unmasks on the CPU that
  /// took it.
  private func moveMasked(_ index: Int) -> Procedure {
    let position = Expression.constant(index)
    let next = Expression.local("next", .range(0...cpus))
    return Procedure("irq_move_masked_irq(\(interrupts[index].name))", source: "kernel/irq/migration.c") {
      Atomic(
        "take pending_mask; set the affinity if one of its CPUs is online",
        reason: "under desc->lock and vector_lock"
      ) {
        next <- pendingMask[position]
        pendingMask[position] <- 0
        If(next != 0 && isOnline[next - 1]) { target[position] <- next - 1 }
        next <- target[position]
      }
      Do(unmask, position, next)
    }
  }

  private func addHandlers(_ index: Int, to computer: inout Computer) {
    let position = Expression.constant(index)
    for cpu in 0..<cpus {
      let here = Expression.constant(cpu)
      computer.addInterrupt(
        "\(interrupts[index].name) on CPU \(cpu)", on: cpu,
        pending: isRequested[position] && InterruptMigration.deliveredTo[position] == here && isOnline[here],
        acknowledge: { isRequested[position] <- 0 },
        handler: { Do("handle_edge_irq(\(interrupts[index].name))") })
    }
  }

  /// What the device does: raise its interrupts.
  public func deviceOptions() -> [Statement.Option] {
    interrupts.indices.filter { interrupts[$0].isRaised }.map { index in
      Option(
        "the device raises \(interrupts[index].name)",
        when: !isRequested[.constant(index)] && isActive[.constant(index)] && !isShutDown[.constant(index)]
      ) {
        Atomic { isRequested[.constant(index)] <- 1 }
      }
    }
  }

  /// What a writer to `/proc/irq/N/smp_affinity` does: user space, to any online CPU, for ever.
  public func affinityOptions() -> [Statement.Option] {
    interrupts.indices.filter { !interrupts[$0].isManaged }.flatMap { index in
      (0..<cpus).map { cpu in
        Option(
          "echo \(cpu) > smp_affinity_list of \(interrupts[index].name)",
          when: isOnline[.constant(cpu)] && Global(lock(index)) == 0
        ) {
          Atomic(
            "irq_set_affinity: set pending_mask",
            reason: "under desc->lock with interrupts off, and nobody looks at it without the lock"
          ) { pendingMask[.constant(index)] <- .constant(cpu + 1) }
        }
      }
    }
  }
}
