import Hotplug
import Machine
import Program

/// Hyper-V's per-CPU hypercall input page: who allocates it, who frees it, and when (docs/semantics.md).
///
/// `hyperv_pcpu_input_arg` holds a page or NULL for each CPU; `hv_vp_index` says whether a CPU's VP number is
/// known.
public struct InputPage: Sendable {
  /// What happens to the page over the life of a CPU.
  public enum Lifetime: String, Sendable, CaseIterable {
    /// Allocated by every `hv_common_cpu_init`, freed by `hv_common_cpu_die`.
    case freedAtDie
    /// Allocated once, if there is none, and never freed.
    case kept
    /// Allocated if there is none, freed by a callback of the PREPARE section, when the CPU is dead.
    case freedWhenDead
    /// Allocated and freed in the PREPARE section, by the control CPU.
    case prepared
  }

  public let lifetime: Lifetime
  /// Whether `hv_post_message` goes through it; before about 6.4 it had a page of its own.
  public var carriesMessages = true
  /// Interrupts are retargeted through the page, as pci-hyperv does it since the page replaced the bus's own
  /// buffer.
  public let finding: @Sendable (Situation) -> String

  public init(_ lifetime: Lifetime, finding: @escaping @Sendable (Situation) -> String) {
    self.lifetime = lifetime
    self.finding = finding
  }

  public static let pool = "page"
  public static let pointer = PerCPU("hyperv_pcpu_input_arg")
  public static let vpIndex = PerCPU("hv_vp_index")
  private static let cpuLocal = Local("cpu", .range(0...7))

  private var page: Expression { .local("page", .pointer(to: InputPage.pool)) }
  private var input: PerCPU { InputPage.pointer }

  /// Adds the variables and procedures. CPU 0 has its page and its VP index from boot.
  public func install(in computer: inout Computer) {
    let boot = (0..<computer.cpus).map { $0 == 0 ? 1 : 0 }
    computer.addPool(InputPage.pool, slots: computer.cpus + 1)
    computer.model.variables[computer.model.variables.firstIndex { $0.name == "page.allocated" }!].initial =
      (0...computer.cpus).map { $0 == 0 ? 1 : 0 }
    computer.add(
      Variable("hyperv_pcpu_input_arg", .pointer(to: InputPage.pool), count: computer.cpus, initial: boot),
      Variable(
        "hv_vp_index", .bool, count: computer.cpus, initial: boot, valueNames: [0: "VP_INVAL", 1: "valid"]))
    for situation in Situation.allCases {
      computer.add(
        Finding(
          finding(situation),
          "a hypercall that needs the input page is made on a CPU whose page is NULL or freed"))
    }
    computer.add(commonInit(), commonDie(), cpuInit(), cpuDie(), prepare(), dead(), retarget(), postMessage())
  }

  /// `hv_common_cpu_init` (drivers/hv/hv_common.c).
  private func commonInit() -> Procedure {
    Procedure("hv_common_cpu_init", source: "drivers/hv/hv_common.c", parameters: [InputPage.cpuLocal]) {
      switch lifetime {
      case .freedAtDie:
        page <- Call("kmalloc(page)")
        If(page == 0) { Return(-12) }
        input.here <- page
      case .kept, .freedWhenDead:
        page <- input.here
        If(page == 0) {
          page <- Call("kmalloc(page)")
          If(page == 0) { Return(-12) }
          input.here <- page
        }
      case .prepared: []
      }
      InputPage.vpIndex.here <- 1
      Return(0)
    }
  }

  /// `hv_common_cpu_die`: the pointer becomes NULL with interrupts off, then the page is freed.
  private func commonDie() -> Procedure {
    let flags = Expression.local("flags", .bool)
    return Procedure("hv_common_cpu_die", source: "drivers/hv/hv_common.c", parameters: [InputPage.cpuLocal])
    {
      if lifetime == .freedAtDie {
        Kernel.localIRQSave(flags)
        page <- input.here
        input.here <- 0
        Kernel.localIRQRestore(flags)
        Do("kfree(page)", page)
      }
      Return(0)
    }
  }

  private func cpuInit() -> Procedure {
    let ret = Expression.local("ret", .errno)
    return Procedure("hv_cpu_init", source: "arch/x86/hyperv/hv_init.c", parameters: [InputPage.cpuLocal]) {
      ret <- Call("hv_common_cpu_init", .local(InputPage.cpuLocal))
      Return(ret)
    }
  }

  private func cpuDie() -> Procedure {
    let ret = Expression.local("ret", .errno)
    return Procedure("hv_cpu_die", source: "arch/x86/hyperv/hv_init.c", parameters: [InputPage.cpuLocal]) {
      ret <- Call("hv_common_cpu_die", .local(InputPage.cpuLocal))
      Return(ret)
    }
  }

  /// The startup of a PREPARE state: the control CPU allocates for the CPU that comes.
  private func prepare() -> Procedure {
    let cpu = Expression.local(InputPage.cpuLocal)
    return Procedure("hv_input_page_prepare", parameters: [InputPage.cpuLocal]) {
      page <- Call("kmalloc(page)")
      If(page == 0) { Return(-12) }
      input[cpu] <- page
      Return(0)
    }
  }

  /// The teardown of a PREPARE state: the CPU is dead, nobody can use its page.
  private func dead() -> Procedure {
    let cpu = Expression.local(InputPage.cpuLocal)
    return Procedure("hv_input_page_dead", parameters: [InputPage.cpuLocal]) {
      page <- input[cpu]
      input[cpu] <- 0
      Do("kfree(page)", page)
      Return(0)
    }
  }

  /// A use that does not tolerate NULL: the finding is recorded for the CPU's situation, then memory is
  /// touched.
  @ProgramBuilder private func use(_ text: String) -> [Statement] {
    page <- input.here
    for situation in Situation.allCases {
      Require(
        finding(situation),
        PerCPU("situation").here != .constant(situation.rawValue) || Kernel.isLive(page, InputPage.pool))
    }
    Atomic(text) { Kernel.dereference(page, InputPage.pool) }
  }

  /// `hv_arch_irq_unmask` (drivers/pci/controller/pci-hyperv.c): directs a vPCI interrupt to its target's VP.
  /// Without a known VP index the hypercall is not made, and the message goes where it went before.
  private func retarget() -> Procedure {
    let (irq, target) = (Local("irq", .range(0...7)), Local("target", .range(0...7)))
    let flags = Expression.local("flags", .bool)
    let valid = Expression.local("vp_valid", .bool)
    return Procedure(
      "hv_arch_irq_unmask", source: "drivers/pci/controller/pci-hyperv.c", parameters: [irq, target]
    ) {
      Kernel.localIRQSave(flags)
      use("memset(params, 0, sizeof(*params))")
      valid <- InputPage.vpIndex[.local(target)]
      If(valid) {
        Atomic("HVCALL_RETARGET_INTERRUPT") {
          Kernel.dereference(page, InputPage.pool)
          InterruptMigration.deliveredTo[.local(irq)] <- .local(target)
        }
      }
      Kernel.localIRQRestore(flags)
    }
  }

  /// `hv_post_message` (drivers/hv/hv.c), on the shared page since about 6.4, with interrupts off; before
  /// that on one that nobody else uses, with preemption off.
  private func postMessage() -> Procedure {
    let flags = Expression.local("flags", .bool)
    guard carriesMessages else {
      return Procedure("hv_post_message", source: "drivers/hv/hv.c") {
        Kernel.preemptDisable()
        Kernel.preemptEnable()
      }
    }
    return Procedure("hv_post_message", source: "drivers/hv/hv.c") {
      Kernel.localIRQSave(flags)
      use("fill the message into the page, HVCALL_POST_MESSAGE")
      Kernel.localIRQRestore(flags)
    }
  }
}
