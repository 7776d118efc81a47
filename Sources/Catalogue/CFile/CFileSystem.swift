import Hotplug
import KernelC
import Ladder
import Machine
import Program

/// The system around a user's C file: the hotplug core on a ladder, with the callbacks that the file
/// registers, its tasks and interrupts, and a task that takes CPUs up and down.
struct CFileSystem {
  let file: CFile
  let directives: CFileDirectives
  let settings: Settings

  init(_ file: CFile, _ directives: CFileDirectives, _ settings: Settings) {
    self.file = file
    self.directives = directives
    self.settings = settings
  }

  // MARK: What is asked

  static func cells(_ directives: CFileDirectives, _ text: CFileText) -> [Cell] {
    let always = directives.always.map {
      Cell($0.name, "in every state: \(text[$0.expression])", .always(predicate: $0.name))
    }
    let requirements = directives.requirements.map {
      Cell(
        $0.name, "whenever a context gets there: \(text[$0.expression])",
        .never(findings: [$0.name], crashes: []))
    }
    let sometimes = directives.sometimes.map {
      Cell($0.name, "in some state: \(text[$0.expression])", .sometimes(predicate: $0.name))
    }
    let canFinish = directives.canFinish.map {
      Cell(
        $0.name, "from every state with \(text[$0.from]) the kernel can get to \(text[$0.reach])",
        .canFinish(from: "\($0.name): from", reach: "\($0.name): reach"))
    }
    return always + requirements + sometimes + canFinish + common
  }

  static let leakCell = "NoLeak"

  static let common = [
    Cell(
      "NoBuiltInViolation",
      "no NULL or freed memory is used, nothing is freed twice, nothing sleeps in atomic context, ...",
      .never(
        findings: BuiltInViolation.findings.map(\.id),
        crashes: BuiltInViolation.crashes.map(\.id).filter { $0 != "pool-exhausted" })),
    Cell(leakCell, "what is allocated is pointed to, in every state", .always(predicate: "no leak")),
    Cell(
      "RequestEnds", "a hotplug request or task that has begun can always end",
      .canFinish(from: "something is under way", reach: "nothing is under way")),
  ]

  static func environment(_ directives: CFileDirectives, _ settings: Settings) -> String {
    var parts: [String] = []
    if directives.hasHotplugRequests {
      parts.append(
        settings.cpus == 2
          ? "CPU 1 goes up and down for ever by sysfs, never online at the start"
          : "CPUs 1 to \(settings.cpus - 1) go up and down for ever by sysfs, never online at the start")
    }
    for (cpu, symbol) in directives.targets { parts.append("CPU \(cpu) may be sent to \(symbol)") }
    for initialiser in directives.initialisers { parts.append("\(initialiser)() runs before all else") }
    for task in directives.tasks {
      switch task.placement {
      case .bound(let cpu): parts.append("task \(task.name) on CPU \(cpu)")
      case .unbound: parts.append("task \(task.name) on any CPU")
      }
    }
    for interrupt in directives.interrupts {
      parts.append("interrupt \(interrupt.name) on CPU \(interrupt.cpu) at any time")
    }
    return parts.joined(separator: "; ")
  }

  static let explain: @Sendable (Cell, Subject, Trace) -> String = { CFileExplanation($0, $1, $2).sentence }

  // MARK: The system

  func subject() throws(CaseError) -> Subject {
    let ladder = try ladder()
    for (cpu, _) in directives.targets where cpu >= settings.cpus { try refuse("BRINGUP_TARGET", cpu) }
    for task in directives.tasks {
      if case .bound(let cpu) = task.placement, cpu >= settings.cpus { try refuse(task.name, cpu) }
    }
    for interrupt in directives.interrupts where interrupt.cpu >= settings.cpus {
      try refuse(interrupt.name, interrupt.cpu)
    }
    var computer = Computer(
      name: file.path, cpus: settings.cpus, faults: settings.faults, online: [0])
    let registrations = try CFileRegistrations(file, directives, ladder)
    let hotpluggable = Array(1..<settings.cpus)
    var options = CPUHotplug.Options()
    let movable = directives.tasks.filter { $0.isMovable }
    options.isEmpty = { cpu in
      movable.map { Global("cpu_of.\($0.name)") != cpu || Global("task.\($0.name)") != 1 }
        .reduce(1) { $0 && $1 }
    }
    // Anything but 0 is an error to the core, also a number that is positive by mistake.
    options.callbackResult = .range(-4095...4095)
    if directives.interrupts.contains(where: { $0.cpu > 0 }) { options.fixupIRQs = "fixup_irqs" }
    let workqueues = CFileWorkqueues(calls, ladder)
    let hotplug = CPUHotplug(
      ladder: ladder, rungs: CPUHotplug.schedulerRungs(of: ladder) + workqueues.rungs + registrations.rungs,
      hotpluggable: hotpluggable, onlineAtStart: [0], options: options)
    hotplug.install(in: &computer)
    hotplug.addSchedulerProcedures(to: &computer)
    nameSlots(registrations, in: &computer)
    registrations.addProcedures(to: &computer, hotplug)
    workqueues.install(in: &computer)
    for requirement in directives.requirements {
      let requirement = requirement.name
      computer.add(Finding(requirement, "\(requirement) does not hold where BRINGUP_REQUIRE asks for it"))
    }
    let elsewhere = CFileCalls(calls)
    elsewhere.install(in: &computer)
    let reading = try read(registrations, hotplug, elsewhere.functions, computer)
    reading.install(in: &computer, areUnbound: workqueues.areUnbound)
    try addContexts(reading, hotplug, to: &computer)
    addPredicates(reading, to: &computer)
    guard computer.model.contexts.count <= Computer.maximumContexts else {
      throw .unreadable(
        "there are \(computer.model.contexts.count) tasks, interrupts, work items and threads of the kernel; "
          + "\(Computer.maximumContexts) are possible")
    }
    var names: [Int: String] = [:]
    for rung in hotplug.rungs { names[rung.number] = rung.name }
    for entry in registrations.entries {
      if let number = registrations.number(entry) { names[number] = entry.name }
    }
    var subject = Subject(model: computer.finished(), ladder: ladder, rungNames: names, rung: nil)
    subject.reading = CFilePieces(file, directives).added(to: reading.report)
    if !directives.initialisers.isEmpty {
      subject.ready = ("initialised", directives.initialisers.map { "\($0)()" }.joined(separator: ", "))
    }
    subject.setters = registrations.setters(reading)
    return subject
  }

  /// A dynamic slot that only one registration can get has its name.
  private func nameSlots(_ registrations: CFileRegistrations, in computer: inout Computer) {
    for entry in registrations.entries {
      guard let number = registrations.number(entry) else { continue }
      for index in computer.model.variables.indices
      where ["cpuhp_state.state", "cpuhp_state.target"].contains(computer.model.variables[index].name) {
        computer.model.variables[index].valueNames[number] = entry.name
      }
    }
  }

  /// The ladder that is asked for, with the states that the file adds. One that has such a state already is
  /// the one that the patch would make.
  private func ladder() throws(CaseError) -> Ladder {
    var ladder = settings.ladder ?? .builtIn(.linux6dot12)
    for (symbol, placement, place) in directives.states where ladder.rung(symbol: symbol) == nil {
      do {
        ladder = try ladder.inserting(symbol: symbol, name: nil, placement)
      } catch {
        throw .skipped("\(place): \(error)")
      }
    }
    return ladder
  }

  private func refuse(_ name: String, _ cpu: Int) throws(CaseError) {
    throw .skipped("\(name) is for CPU \(cpu), and there are \(settings.cpus) CPUs")
  }

  /// Every call by name in the file.
  private var calls: [CNamedCall] {
    let bodies =
      file.functions.map(\.body) + directives.tasks.map(\.body) + directives.interrupts.map(\.body)
    return bodies.flatMap(\.namedCalls)
  }

  private func read(
    _ registrations: CFileRegistrations, _ hotplug: CPUHotplug, _ elsewhere: [String], _ computer: Computer
  ) throws(CaseError) -> CReading {
    var environment = CEnvironment()
    environment.slots = settings.cpus + 1
    environment.expansions = registrations.expansions(hotplug)
    for name in ["add_cpu", "remove_cpu"] {
      environment.functions[name] = .init(procedure: name, parameters: 1, result: hotplug.resultDomain)
    }
    for parameter in directives.parameters {
      environment.constants[parameter.name] =
        settings.parameters[parameter.name].flatMap { Int($0) } ?? parameter.values[0]
    }
    let reader = CReader(followed: [file], environment: environment)
    let cpus = 0...(settings.cpus - 1)
    var roots = registrations.callbacks.map { CReader.Root($0, [.values(cpus)]) }
    roots += elsewhere.map { CReader.Root($0) }
    roots += directives.initialisers.map { CReader.Root($0) }
    let bodies =
      directives.tasks.map { CReader.Body($0.name, $0.body) }
      + directives.interrupts.map { CReader.Body($0.name, $0.body) }
    let observations =
      directives.always + directives.sometimes
      + directives.canFinish.flatMap {
        [
          CReader.Observation("\($0.name): from", $0.from),
          CReader.Observation("\($0.name): reach", $0.reach),
        ]
      }
    do {
      return try reader.read(roots: roots, bodies: bodies, observations: observations, for: computer)
    } catch {
      throw .unreadable("\(error)")
    }
  }

  /// Whether tasks and devices may begin: if an initialiser fails, the module is not loaded.
  private var isReady: Expression { directives.initialisers.isEmpty ? 1 : Global("initialised") == 1 }

  /// The initialisers run one after the other; what comes behind one that fails is left out.
  private func addInitialisers(to computer: inout Computer) {
    guard !directives.initialisers.isEmpty else { return }
    let (initialised, error) = (Global("initialised"), Expression.local("error", .range(-4095...4096)))
    computer.add(
      Variable("initialised", .range(0...2), valueNames: [0: "not yet", 1: "done", 2: "failed"]))
    computer.addThread("init", on: 0) {
      error <- 0
      for initialiser in directives.initialisers {
        If(error >= 0) { error <- Call(initialiser) }
      }
      initialised <- .conditional(error < 0, 2, 1)
    }
  }

  private func addContexts(
    _ reading: CReading, _ hotplug: CPUHotplug, to computer: inout Computer
  ) throws(CaseError) {
    addInitialisers(to: &computer)
    for task in directives.tasks {
      let body = reading.bodies.first { $0.name == task.name }!.statements
      let state = Global("task.\(task.name)")
      computer.add(
        Variable(
          "task.\(task.name)", .range(0...2), storage: .ghost,
          valueNames: [0: "not begun", 1: "running", 2: "done"])
      )
      let statements = ProgramBuilder.buildBlock(
        [
          Statement(
            Atomic("\(task.name) begins", when: isReady && mayBegin(task), agency: .environment) {
              state <- 1
            })
        ], body,
        [Statement(Atomic("\(task.name) ends") { state <- 2 })])
      add(task, statements, to: &computer)
    }
    for interrupt in directives.interrupts { add(interrupt, reading, to: &computer) }
    addFixup(to: &computer)
    var options =
      directives.hasHotplugRequests ? (1..<settings.cpus).flatMap { hotplug.sysfsOptions($0) } : []
    for (cpu, symbol) in directives.targets {
      guard let rung = hotplug.ladder.rung(symbol: symbol) else {
        throw .skipped("BRINGUP_TARGET needs the rung \(symbol), which \(hotplug.ladder.label) lacks")
      }
      options.append(hotplug.targetOption(cpu, rung.number))
    }
    guard !options.isEmpty else { return }
    computer.addThread("sysfs", on: 0) {
      if !directives.initialisers.isEmpty { Wait(Global("initialised") != 0, "wait for the initialisers") }
      Forever { Choose { options } }
    }
  }

  private func add(_ task: CFileDirectives.Task, _ body: [Statement], to computer: inout Computer) {
    let active = PerCPU("cpu_active")
    switch task.placement {
    case .bound(0): computer.addThread(task.name, on: 0) { body }
    case .bound(let cpu):
      // When its CPU goes, it is moved away, and comes back (`select_fallback_rq`).
      let own = Expression.constant(cpu)
      let isRunning = Global("task.\(task.name)") == 1
      computer.addMigratableThread(
        task.name, initially: cpu, hasOneCPU: true,
        allowed: { isRunning && active[$0] && ($0 == own ? 1 : !active[own]) }
      ) { body }
    case .unbound:
      computer.addMigratableThread(task.name, initially: 0, allowed: { active[$0] }) { body }
    }
  }

  /// A task whose affinity is one CPU begins there.
  private func mayBegin(_ task: CFileDirectives.Task) -> Expression {
    guard case .bound(let cpu) = task.placement, cpu > 0 else { return 1 }
    return PerCPU("cpu_active")[.constant(cpu)]
  }

  /// An interrupt that a device may raise at any time while its CPU is online. One that waits when the CPU
  /// dies goes to another one, which the file does not model.
  private func add(_ interrupt: CFileDirectives.Interrupt, _ reading: CReading, to computer: inout Computer) {
    let pending = Global("\(interrupt.name).pending")
    let online = PerCPU("cpu_online")[.constant(interrupt.cpu)]
    computer.add(Variable("\(interrupt.name).pending", .bool))
    let body = reading.bodies.first { $0.name == interrupt.name }!.statements
    computer.addInterrupt(
      interrupt.name, on: interrupt.cpu, pending: pending, acknowledge: { pending <- 0 }, handler: { body })
    computer.addAgent("device of \(interrupt.name)") {
      Option("\(interrupt.name) is raised", when: online && !pending && isReady) {
        Atomic { pending <- 1 }
      }
    }
  }

  /// `fixup_irqs` (arch/x86/kernel/irq.c, 6.12): a dying CPU hands its interrupts over.
  private func addFixup(to computer: inout Computer) {
    let interrupts = directives.interrupts.filter { $0.cpu > 0 }
    guard !interrupts.isEmpty else { return }
    let cpu = Local("cpu", .range(0...7))
    computer.add(
      Procedure("fixup_irqs", source: "arch/x86/kernel/irq.c", parameters: [cpu]) {
        for interrupt in interrupts {
          If(.local(cpu) == .constant(interrupt.cpu)) {
            Atomic("\(interrupt.name) goes to another CPU") { Global("\(interrupt.name).pending") <- 0 }
          }
        }
      })
  }

  private func addPredicates(_ reading: CReading, to computer: inout Computer) {
    let requests = (1..<settings.cpus).map { PerCPU("situation")[.constant($0)] != 0 }
    let tasks = directives.tasks.map { Global("task.\($0.name)") == 1 }
    let leaks = reading.pools.map { computer.leaks($0.name) }.reduce(0) { $0 || $1 }
    let busy = (requests + tasks).reduce(0) { $0 || $1 }
    // What has to hold in every state is not broken by a crash, which is a cell of its own.
    let always = Set(directives.always.map(\.name))
    computer.model.predicates =
      reading.observations.map {
        Predicate($0.name, $0.expression, holdsAfterCrash: always.contains($0.name))
      } + [
        Predicate("no leak", !leaks, holdsAfterCrash: true),
        Predicate("something is under way", busy), Predicate("nothing is under way", !busy),
      ]
  }
}
