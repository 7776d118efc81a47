import Program

/// The small CPU-hotplug model by which Spin, Rumur and TLC were measured, as a Machine program: its rules
/// are atomic steps of one agent. It is a yardstick for speed and memory, and a system whose exact counts
/// four tools agree on.
///
/// CPU 0 is always online. Secondary CPU s + 1 stands on rung 0...12: 1-4 PREPARE by the control task, 5-7
/// STARTING, 8-12 ONLINE by the AP thread, each of which may fail and roll back to 0. With `bug` the page is
/// freed on leaving rung 11, one rung before its last user.
public func peerModel(cpus: Int, bug: Bool = false) -> Model {
  precondition((2...7).contains(cpus), "the peers' model has 2 to 7 CPUs")
  let secondaries = cpus - 1
  let (idle, up, down, rollback): (Expression, Expression, Expression, Expression) = (0, 1, 2, 3)
  let (st, pc) = (PerCPU("st"), PerCPU("pc"))
  let (hw, page, irq) = (PerCPU("hw"), PerCPU("page"), PerCPU("irq"))
  let (hw0, irq0) = (Global("hw0"), Global("irq0"))
  let (writeLock, readLock) = (Global("write_lock"), Global("read_lock"))
  let (bad, kvmLock, kvm, usage) = (Global("bad"), Global("kvm_lock"), Global("kvm"), Global("usage"))

  func mayStop(_ s: Expression) -> Expression { st[s] <= 4 || st[s] >= 9 }
  func goesDown(_ s: Expression) -> Expression { pc[s] == down || pc[s] == rollback }
  func any(_ condition: (Expression) -> Expression) -> Expression {
    (0..<secondaries).map { condition(.constant($0)) }.reduce(0) { $0 || $1 }
  }

  /// The control task's rules for one secondary CPU: locks, the PREPARE section and the end of a request.
  func control(_ s: Expression, _ name: String) -> [Statement.Option] {
    func rule(
      _ text: String, _ condition: Expression, @ProgramBuilder _ body: () -> [Statement]
    ) -> Statement.Option {
      Option("\(name) \(text)", when: condition) { Atomic { body() } }
    }
    @ProgramBuilder func finish() -> [Statement] {
      bad <- (bad || (st[s] >= 9 && usage > 0 && !hw[s]) || (st[s] < 9 && hw[s]))
      pc[s] <- idle
      writeLock <- 0
    }
    return [
      rule("ctl: write-lock, go up", pc[s] == idle && !writeLock && !readLock && st[s] < 12) {
        writeLock <- 1
        pc[s] <- up
      },
      rule("ctl: write-lock, go down", pc[s] == idle && !writeLock && !readLock && st[s] > 0) {
        writeLock <- 1
        pc[s] <- down
      },
      rule("ctl: PREPARE rung up", pc[s] == up && st[s] < 4) {
        page[s] <- (page[s] || st[s] == 2)
        st[s] <- st[s] + 1
      },
      rule("ctl: PREPARE rung down", goesDown(s) && st[s] > 0 && st[s] <= 4) {
        page[s] <- (page[s] && st[s] != 3)
        st[s] <- st[s] - 1
      },
      rule("ctl: unlock", (pc[s] == up || pc[s] == down) && mayStop(s)) { finish() },
      rule("ctl: unlock after rollback", pc[s] == rollback && st[s] == 0) { finish() },
    ]
  }

  /// The rules of the CPU itself, and of the device and the enabling that touch it.
  func secondary(_ s: Expression, _ name: String) -> [Statement.Option] {
    func rule(
      _ text: String, _ condition: Expression, @ProgramBuilder _ body: () -> [Statement]
    ) -> Statement.Option {
      Option("\(name) \(text)", when: condition) { Atomic { body() } }
    }
    return [
      rule("ap: STARTING rung up", pc[s] == up && st[s] >= 4 && st[s] < 7) { st[s] <- st[s] + 1 },
      rule("ap: ONLINE rung up", pc[s] == up && st[s] >= 7 && st[s] < 12 && (st[s] != 8 || kvmLock == 0)) {
        If(st[s] == 8) { hw[s] <- (usage > 0) }.Else { If(st[s] == 9) { bad <- !page[s] } }
        st[s] <- st[s] + 1
      },
      rule("ap: ONLINE rung fails", pc[s] == up && st[s] >= 7 && st[s] < 12) { pc[s] <- rollback },
      rule("ap: ONLINE rung down", goesDown(s) && st[s] > 7 && (st[s] != 9 || kvmLock == 0)) {
        If(st[s] == 9) { hw[s] <- 0 }
        If(st[s] == 10) { bad <- !page[s] }
        if bug { If(st[s] == 11) { page[s] <- 0 } }
        st[s] <- st[s] - 1
      },
      rule("ap: STARTING rung down", goesDown(s) && st[s] > 4 && st[s] <= 7) {
        If(st[s] == 5) {
          irq0 <- (irq0 || irq[s])
          irq[s] <- 0
        }
        st[s] <- st[s] - 1
      },
      rule("dev: irq arrives", st[s] >= 5 && !irq[s]) { irq[s] <- 1 },
      rule("dev: irq handled", st[s] >= 7 && irq[s]) { irq[s] <- 0 },
      rule("kvm: enable", kvm == 2 && st[s] >= 9 && !hw[s]) { hw[s] <- 1 },
      rule("kvm: disable", kvm == 5 && usage == 0 && hw[s]) { hw[s] <- 0 },
    ]
  }

  func shared(
    _ text: String, _ condition: Expression, @ProgramBuilder _ body: () -> [Statement]
  ) -> Statement.Option {
    Option(text, when: condition) { Atomic { body() } }
  }
  let system: [Statement.Option] = [
    shared("dev0: irq arrives", !irq0) { irq0 <- 1 },
    shared("dev0: irq handled", irq0) { irq0 <- 0 },
    shared("kvm: read-lock, create", kvm == 0 && !writeLock && usage < 2) {
      readLock <- 1
      kvm <- 1
    },
    shared("kvm: read-lock, destroy", kvm == 0 && !writeLock && usage > 0) {
      readLock <- 1
      kvm <- 4
    },
    shared("kvm: lock, count up", kvm == 1 && kvmLock == 0) {
      kvmLock <- 1
      usage <- usage + 1
      kvm <- 2
    },
    shared("kvm: enable on 0", kvm == 2 && !hw0) { hw0 <- 1 },
    shared("kvm: all enabled, unlock", kvm == 2 && hw0 && !any { st[$0] >= 9 && !hw[$0] }) {
      kvmLock <- 0
      kvm <- 3
    },
    shared("kvm: lock, count down", kvm == 4 && kvmLock == 0) {
      kvmLock <- 1
      usage <- usage - 1
      kvm <- 5
    },
    shared("kvm: disable on 0", kvm == 5 && usage == 0 && hw0) { hw0 <- 0 },
    shared("kvm: all disabled, unlock", kvm == 5 && (usage > 0 || !(hw0 || any { hw[$0] }))) {
      kvmLock <- 0
      kvm <- 3
    },
    shared("kvm: read-unlock", kvm == 3) {
      readLock <- 0
      kvm <- 0
    },
    shared("misc: lock", kvmLock == 0) { kvmLock <- 2 },
    shared("misc: unlock", kvmLock == 2) { kvmLock <- 0 },
  ]

  var model = Model(name: "peers\(bug ? "-bug" : "")-\(cpus)")
  model.variables = [
    Variable("st", .range(0...12), count: secondaries),
    Variable("pc", .range(0...3), count: secondaries, valueNames: [0: "IDLE", 1: "UP", 2: "DN", 3: "RB"]),
    Variable("hw", .bool, count: secondaries), Variable("page", .bool, count: secondaries),
    Variable("irq", .bool, count: secondaries), Variable("hw0", .bool), Variable("irq0", .bool),
    Variable("write_lock", .bool), Variable("read_lock", .bool), Variable("bad", .bool),
    Variable("kvm_lock", .range(0...2)), Variable("kvm", .range(0...5)), Variable("usage", .range(0...2)),
  ]
  let rules = (0..<secondaries).flatMap {
    control(.constant($0), "CPU \($0 + 1)") + secondary(.constant($0), "CPU \($0 + 1)")
  }
  model.contexts = [
    Context("system", kind: .agent, body: [Statement(Forever { Choose { rules + system } })])
  ]
  model.predicates = [Predicate("no null page, hw bit right", !bad)]
  return model
}
