import Hotplug
import HyperV
import KernelC
import Ladder
import Machine
import Program

extension Case {
  /// Where must Hyper-V's per-CPU hypercall input page be set up, and may it be freed? (docs/semantics.md)
  public static let hypervInputPage = Case(
    name: "hyperv-input-page",
    question: "where must Hyper-V's per-CPU hypercall input page be set up, and may it be freed?",
    source:
      "linux-hyperv, June 2023: x86/hyperv: Fix hyperv_pcpu_input_arg handling when CPUs go online/offline",
    variants: HyperVInputPage.variants,
    parameters: [
      Parameter(
        "kthreads", ["prev-cpu", "any"],
        "a kernel thread that posts messages may run on a CPU whose ONLINE callbacks have not run: only if it ran there "
          + "before (prev-cpu), or always (any)")
    ],
    cells: HyperVInputPage.cells,
    defaultCPUs: 2, defaultFaults: 0, cpuRange: 2...3,
    environment: { settings in
      "\(settings.cpus == 2 ? "CPU 1 goes" : "CPUs 1 and 2 go") up and down for ever by sysfs, never online at the start; "
        + "a vPCI device with an ordinary and a managed interrupt; a task that writes the affinity of the ordinary one; "
        + "a kernel thread that posts messages from CPU 1"
    },
    record: HyperVInputPage.record,
    build: { variant, settings throws(CaseError) in try HyperVInputPage(variant, settings).subject() },
    explain: HyperVInputPage.explain,
    wanted: HyperVInputPage.wanted,
    buildFromTree: { tree, settings throws(CaseError) in
      try HyperVInputPage(HyperVInputPage.treeVariant, settings, tree: tree).subject()
    })
}

/// Builds the systems of the case.
struct HyperVInputPage {
  static let variants = [
    Case.Variant("before", "V0, 6.3: registered in the dynamic ONLINE range, page freed when the CPU goes"),
    Case.Variant("move-only", "moved to CPUHP_AP_HYPERV_ONLINE, page still freed when the CPU goes"),
    Case.Variant("keep-only", "page kept, still registered in the dynamic ONLINE range"),
    Case.Variant(
      "free-in-dead", "set up at CPUHP_AP_HYPERV_ONLINE, freed by a callback of the PREPARE section"),
    Case.Variant("prepare-dead", "set up and freed in the PREPARE section, by the control CPU"),
    Case.Variant("v1", "first posting: page kept, CPUHP_AP_HYPERV_ONLINE above KVM's"),
    Case.Variant("v2", "as merged (9636be85cc5b): page kept, CPUHP_AP_HYPERV_ONLINE below KVM's"),
  ]

  static let cells = [
    Cell(
      "InputPageLive.down", "while a CPU goes down, every hypercall that needs its input page finds it",
      .never(findings: ["InputPageLive.down"], crashes: [])),
    Cell(
      "InputPageLive.first-online",
      "while a CPU comes up for the first time, every hypercall that needs its page finds it",
      .never(findings: ["InputPageLive.first-online"], crashes: [])),
    Cell(
      "InputPageLive.re-online", "while a CPU comes up again, every hypercall that needs its page finds it",
      .never(findings: ["InputPageLive.re-online"], crashes: [])),
    Cell(
      "NoLeak", "no page is allocated and unreachable while no request is in progress",
      .always(predicate: "no leak")),
    Cell(
      "NoBuiltInViolation",
      "no NULL or freed memory is used, nothing is freed twice, nothing sleeps in atomic context, ...",
      .never(
        findings: BuiltInViolation.findings.map(\.id) + ["InputPageLive.steady"],
        crashes: BuiltInViolation.crashes.map(\.id).filter { $0 != "pool-exhausted" })),
    Cell(
      "RequestEnds",
      "a request that has begun can always end by steps of the kernel and delivery of interrupts",
      .canFinish(from: "request in progress", reach: "no request in progress")),
    Cell(
      "CPUComesUp", "a CPU comes up and goes down again, so the rest proves something",
      .sometimes(predicate: "down again")),
  ]

  /// What the checker found and the reading of the code expects (docs/semantics.md); in order of `cells`, h
  /// holds, V violated.
  static let record = [
    Case.Record(
      verdicts: [
        "before": row("V V V h V h h"), "move-only": row("V h V h V h h"), "keep-only": row("h V h h V h h"),
        "free-in-dead": row("h h V h V h h"), "prepare-dead": row("h h h h h h h"),
        "v1": row("h h h h h h h"),
        "v2": row("h h h h h h h"),
      ]),
    Case.Record(
      parameters: ["kthreads": "any"],
      verdicts: [
        "before": row("V V V h V h h"), "move-only": row("V V V h V h h"), "keep-only": row("h V h h V h h"),
        "free-in-dead": row("h V V h V h h"), "prepare-dead": row("h h h h h h h"),
        "v1": row("h V h h V h h"),
        "v2": row("h V h h V h h"),
      ]),
  ]

  private static func row(_ letters: String) -> [RecordedVerdict] {
    letters.split(separator: " ").map { $0 == "V" ? .violated : .holds }
  }

  let variant: Case.Variant
  let settings: Settings
  /// The kernel tree whose programs take the place of the hand-written ones, nil for those.
  let tree: KernelTree?

  init(_ variant: Case.Variant, _ settings: Settings, tree: KernelTree? = nil) {
    self.variant = variant
    self.settings = settings
    self.tree = tree
  }

  static let onlineName = "x86/hyperv_init:online"
  static let pageName = "x86/hyperv:page"
  static let symbol = "CPUHP_AP_HYPERV_ONLINE"

  private var lifetime: InputPage.Lifetime {
    switch variant.name {
    case "before", "move-only": return .freedAtDie
    case "free-in-dead": return .freedWhenDead
    case "prepare-dead": return .prepared
    default: return .kept
    }
  }

  /// The ladder of the variant, and where its callback stands on it.
  private func ladder() throws(CaseError) -> (Ladder, online: Int, rungs: [HotplugRung]) {
    if let tree { return try ladder(of: tree) }
    let (ladder, online, page) = try variantLadder()
    return (ladder, online, layerRungs(online, page))
  }

  private func variantLadder() throws(CaseError) -> (Ladder, online: Int, page: Int?) {
    var ladder = settings.ladder ?? .builtIn(.linux6dot12)
    do {
      switch variant.name {
      case "before", "keep-only":
        if ladder.rung(symbol: HyperVInputPage.symbol) != nil {
          ladder = try ladder.removing(HyperVInputPage.symbol)
        }
        let placed = try ladder.registering(HyperVInputPage.onlineName, in: .online)
        return (placed.ladder, placed.slot, nil)
      case "v1":
        try requireRung(HyperVInputPage.symbol, in: ladder)
        try requireRung("CPUHP_AP_KVM_ONLINE", in: ladder)
        if settings.ladder == nil {
          ladder = try ladder.moving(HyperVInputPage.symbol, .after("CPUHP_AP_KVM_ONLINE"))
        }
      default: try requireRung(HyperVInputPage.symbol, in: ladder)
      }
      let online = ladder.rung(symbol: HyperVInputPage.symbol)!.number
      guard lifetime == .freedWhenDead || lifetime == .prepared else { return (ladder, online, nil) }
      let placed = try ladder.registering(HyperVInputPage.pageName, in: .prepare)
      return (placed.ladder, online, placed.slot)
    } catch let error as CaseError {
      throw error
    } catch let error as DerivationError {
      throw .skipped("\(variant.name) can't be put on \(ladder.label): \(error)")
    } catch {
      throw .skipped("\(variant.name) can't be put on \(ladder.label): \(error)")
    }
  }

  private func requireRung(_ symbol: String, in ladder: Ladder) throws(CaseError) {
    guard ladder.rung(symbol: symbol) != nil else {
      throw .skipped("\(variant.name) needs the rung \(symbol), which \(ladder.label) lacks")
    }
  }

  static let finding: @Sendable (Situation) -> String = { situation in
    "InputPageLive.\(situation == .none ? "steady" : situation.name)"
  }

  func subject() throws(CaseError) -> Subject {
    let (ladder, online, layer) = try ladder()
    let hotpluggable = Array(1..<settings.cpus)
    var computer = Computer(
      name: "hyperv-input-page/\(variant.name)", cpus: settings.cpus, faults: settings.faults, online: [0])
    var inputPage = InputPage(lifetime, finding: HyperVInputPage.finding)
    if let tree { inputPage.carriesMessages = tree.usesInputPage("hv_post_message", in: "drivers/hv/hv.c") }
    inputPage.install(in: &computer)
    let migration = InterruptMigration(
      [
        DeviceInterrupt(
          "vpci-ordinary", isManaged: false, mask: Array(0..<settings.cpus), target: 0, isRaised: true),
        DeviceInterrupt("vpci-managed", isManaged: true, mask: hotpluggable, target: nil, isRaised: false),
      ], cpus: settings.cpus, unmask: tree == nil ? "hv_arch_irq_unmask" : HyperVInputPage.unmask)
    migration.install(in: &computer)
    var reading: CReport?
    if let tree { reading = try install(tree, in: &computer) }
    var options = CPUHotplug.Options()
    options.fixupIRQs = "fixup_irqs"
    options.refusesToDie = true
    options.isEmpty = { cpu in cpu != 1 || Global("kworker.on_cpu") == 0 }
    let hotplug = CPUHotplug(
      ladder: ladder, rungs: rungs(ladder) + layer, hotpluggable: hotpluggable, onlineAtStart: [0],
      options: options)
    hotplug.install(in: &computer)
    hotplug.addSchedulerProcedures(to: &computer)
    addEnvironment(to: &computer, hotplug, migration)
    var names: [Int: String] = [:]
    for rung in hotplug.rungs { names[rung.number] = rung.name }
    var subject = Subject(model: computer.finished(), ladder: ladder, rungNames: names, rung: online)
    subject.reading = reading
    let procedures = subject.model.procedures.filter { !$0.source.isEmpty }.map {
      (name: String($0.name.prefix { $0 != "(" }), file: $0.source)
    }
    subject.difference = tree?.differences(procedures, read: Set(reading?.functions.map(\.name) ?? []))
    return subject
  }

  /// The rungs of the kernel that matter here beside the layer's own.
  private func rungs(_ ladder: Ladder) -> [HotplugRung] {
    var rungs = CPUHotplug.schedulerRungs(of: ladder)
    if let affinity = ladder.rung(symbol: "CPUHP_AP_IRQ_AFFINITY_ONLINE") {
      rungs.append(
        HotplugRung(
          number: affinity.number, name: "irq/affinity:online",
          startup: .init("irq_affinity_online_cpu", procedure: "irq_affinity_online_cpu")))
    }
    return rungs
  }

  private func layerRungs(_ online: Int, _ page: Int?) -> [HotplugRung] {
    var rungs = [
      HotplugRung(
        number: online, name: HyperVInputPage.onlineName,
        startup: .init("hv_cpu_init", procedure: "hv_cpu_init"),
        teardown: .init("hv_cpu_die", procedure: "hv_cpu_die"))
    ]
    if let page {
      let startup = HotplugRung.Callback("hv_input_page_prepare", procedure: "hv_input_page_prepare")
      rungs.append(
        HotplugRung(
          number: page, name: HyperVInputPage.pageName, startup: lifetime == .prepared ? startup : nil,
          teardown: .init("hv_input_page_dead", procedure: "hv_input_page_dead")))
    }
    return rungs
  }

  private func addEnvironment(
    to computer: inout Computer, _ hotplug: CPUHotplug, _ migration: InterruptMigration
  ) {
    computer.addThread("sysfs", on: 0) {
      Forever { Choose { (1..<settings.cpus).flatMap { hotplug.sysfsOptions($0) } } }
    }
    computer.addThread("affinity writer", on: 0) { Forever { Choose { migration.affinityOptions() } } }
    computer.addAgent("vPCI device") {
      migration.deviceOptions()
      migration.probeOptions()
    }
    addMessageThread(to: &computer)
    let busy = (1..<settings.cpus).map { PerCPU("situation")[.constant($0)] != 0 }.reduce(0) { $0 || $1 }
    let state = PerCPU("cpuhp_state.state")
    computer.model.predicates = [
      Predicate("no leak", !(!busy && computer.leaks(InputPage.pool)), holdsAfterCrash: true),
      Predicate("request in progress", busy),
      Predicate("no request in progress", !busy),
      Predicate("down again", !busy && PerCPU("was_online")[1] && state[1] == 0),
    ]
  }

  /// A kernel thread whose affinity is CPU 1 and which posts messages there (A4.10: such a thread may run on
  /// a CPU that is online and not dying, active or not).
  private func addMessageThread(to computer: inout Computer) {
    let anyWhere: Expression = settings.parameters["kthreads"] == "any" ? 1 : 0
    let (onCPU, previous) = (Global("kworker.on_cpu"), Global("kworker.ran_there"))
    computer.add(
      Variable("kworker.on_cpu", .bool), Variable("kworker.ran_there", .bool))
    let (online, active, dying) = (PerCPU("cpu_online")[1], PerCPU("cpu_active")[1], PerCPU("cpu_dying")[1])
    computer.addThread("kworker/1", on: 1) {
      Forever {
        Atomic(
          "a message is queued: the thread wakes up on CPU 1",
          when: online && !dying && (active || previous || anyWhere), agency: .environment
        ) {
          onCPU <- 1
          previous <- 1
        }
        Choose {
          Option("it stays on CPU 1", .kernel) { Do("hv_post_message") }
          Option("balance_push moves it away", .kernel, when: dying) {}
        }
        Atomic("the thread sleeps again") { onCPU <- 0 }
      }
    }
  }

  /// Why a page was not there, and which rung would have been needed first.
  static let explain: @Sendable (Cell, Subject, Trace) -> String = { cell, subject, trace in
    guard let last = trace.steps.last, let cpu = last.cpu else { return cell.text + ": violated" }
    switch cell.id {
    case "NoLeak": return "a page is allocated and nothing points to it, with no request in progress"
    case "RequestEnds": return "the request can't end by steps of the kernel from here"
    case "CPUComesUp": return "no CPU ever came up and went down again"
    default: break
    }
    guard let state = trace.valueBeforeLast("cpuhp_state.state", cpu) else { return cell.text + ": violated" }
    let pointer = trace.valueBeforeLast("hyperv_pcpu_input_arg", cpu) ?? 0
    let what = "`hyperv_pcpu_input_arg` of CPU \(cpu) is \(pointer == 0 ? "NULL" : "a page that was freed")"
    guard let rung = subject.rung else { return what }
    let goesUp = trace.valueBeforeLast("situation", cpu) != Situation.down.rawValue
    let place = Explanation.place(state, subject, goesUp: goesUp)
    let name = subject.rungNames[rung] ?? onlineName
    let distance = Explanation.rungs(abs(rung - place.number))
    if !goesUp {
      return rung == place.number
        ? "\(what): the teardown of \(name) took it away while \(last.context) still uses it"
        : "\(what): the teardown of \(name) took it away, \(distance) above \(place.name), where it is still used"
    }
    if rung > place.number { return "\(what): it is set by \(name), \(distance) above \(place.name)" }
    return rung == place.number
      ? "\(what): \(name) has begun and not set it yet"
      : "\(what) at \(place.name), \(distance) above \(name)"
  }
}
