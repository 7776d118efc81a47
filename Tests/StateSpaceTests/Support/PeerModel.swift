import StateSpace

/// The CPU-hotplug model that was also written for Spin, Rumur and TLC, which agree on its numbers of states
/// and transitions. Word 0 holds nine bits for each secondary CPU, word 1 what is global.
struct PeerModel: TransitionSystem {
  /// CPUs, 2...8; the first one is always online.
  let cpus: Int
  /// Frees the page on leaving rung 11, although rung 10 still uses it on the way down.
  let hasBug: Bool

  var wordCount: Int { 2 }
  var predicateNames: [String] { ["not bad", "CPU 1 at rung 12"] }
  var findingNames: [String] { [] }
  var initialStates: [[UInt64]] { [[0, 0]] }

  var groups: [TransitionGroup] {
    Rule.allCases.map { rule in
      let agency: Agency =
        switch rule {
        case .lockUp, .lockDown, .readCreate, .readDestroy: .environment
        case .interruptArrives, .interrupt0Arrives: .environment
        case .onlineFails: .fault
        case .interruptHandled, .interrupt0Handled: .hardware
        default: .kernel
        }
      return TransitionGroup(name: "\(rule)", agency: agency, guards: 3, reads: 3, writes: 3)
    }
  }

  enum Rule: Int, CaseIterable {
    case lockUp, lockDown, prepareUp, prepareDown, unlock, unlockRolledBack
    case startingUp, onlineUp, onlineFails, onlineDown, startingDown
    case interruptArrives, interruptHandled, enable, disable
    case interrupt0Arrives, interrupt0Handled, readCreate, readDestroy, countUp, enable0, allEnabled
    case countDown, disable0, allDisabled, readUnlock, miscLock, miscUnlock
  }

  func makeExpander() -> PeerExpander { PeerExpander(secondaries: cpus - 1, hasBug: hasBug) }
}

struct PeerExpander: StateExpander {
  let secondaries: Int
  let hasBug: Bool

  // Word 1.
  private static let hardware0: UInt64 = 1 << 0
  private static let interrupt0: UInt64 = 1 << 1
  private static let writeLock: UInt64 = 1 << 2
  private static let readLock: UInt64 = 1 << 3
  private static let bad: UInt64 = 1 << 4
  private static let lockShift: UInt64 = 8
  private static let stepShift: UInt64 = 12
  private static let usageShift: UInt64 = 16
  // Nine bits for each secondary CPU in word 0: rung 0..<16, phase 0..<4, hardware, page, interrupt.
  private static let phaseShift: UInt64 = 4
  private static let hardware: UInt64 = 1 << 6
  private static let page: UInt64 = 1 << 7
  private static let interrupt: UInt64 = 1 << 8

  func predicates(of state: UnsafePointer<UInt64>) -> UInt64 {
    (state[1] & Self.bad == 0 ? 1 : 0) | (state[0] & 15 == 12 ? 2 : 0)
  }

  func expand(_ state: UnsafePointer<UInt64>, into successors: inout SuccessorBuffer) {
    for cpu in 0..<secondaries { expandCPU(UInt64(cpu * 9), state, &successors) }
    expandGlobals(state, &successors)
  }

  private func expandCPU(
    _ shift: UInt64, _ state: UnsafePointer<UInt64>, _ successors: inout SuccessorBuffer
  ) {
    let cpu = state[0] >> shift & 511
    let global = state[1]
    let rung = cpu & 15
    let phase = cpu >> Self.phaseShift & 3
    let lock = global >> Self.lockShift & 3
    let step = global >> Self.stepShift & 7
    let usage = global >> Self.usageShift & 3
    let goesDown = phase >= 2
    let hasHardware = cpu & Self.hardware != 0

    func add(_ rule: PeerModel.Rule, cpu newCPU: UInt64, global newGlobal: UInt64) {
      let copy = successors.append(copying: state, group: rule.rawValue)
      copy[0] = state[0] & ~(511 << shift) | newCPU << shift
      copy[1] = newGlobal
    }
    func finished() -> UInt64 {
      let isBad = rung >= 9 && usage > 0 && !hasHardware || rung < 9 && hasHardware
      return (isBad ? global | Self.bad : global) & ~Self.writeLock
    }
    func setBad(unless good: Bool) -> UInt64 { good ? global & ~Self.bad : global | Self.bad }
    let idle = cpu & ~(3 << Self.phaseShift)

    if phase == 0 && global & (Self.writeLock | Self.readLock) == 0 {
      if rung < 12 { add(.lockUp, cpu: cpu | 1 << Self.phaseShift, global: global | Self.writeLock) }
      if rung > 0 { add(.lockDown, cpu: cpu | 2 << Self.phaseShift, global: global | Self.writeLock) }
    }
    if phase == 1 && rung < 4 {
      add(.prepareUp, cpu: (rung == 2 ? cpu | Self.page : cpu) + 1, global: global)
    }
    if goesDown && rung > 0 && rung <= 4 {
      add(.prepareDown, cpu: (rung == 3 ? cpu & ~Self.page : cpu) - 1, global: global)
    }
    if (phase == 1 || phase == 2) && (rung <= 4 || rung >= 9) { add(.unlock, cpu: idle, global: finished()) }
    if phase == 3 && rung == 0 { add(.unlockRolledBack, cpu: idle, global: finished()) }
    if phase == 1 && rung >= 4 && rung < 7 { add(.startingUp, cpu: cpu + 1, global: global) }
    if phase == 1 && rung >= 7 && rung < 12 {
      if rung != 8 || lock == 0 {
        var next = cpu
        if rung == 8 { next = usage > 0 ? cpu | Self.hardware : cpu & ~Self.hardware }
        let seen = rung == 9 ? setBad(unless: cpu & Self.page != 0) : global
        add(.onlineUp, cpu: next + 1, global: seen)
      }
      add(.onlineFails, cpu: cpu | 3 << Self.phaseShift, global: global)
    }
    if goesDown && rung > 7 && (rung != 9 || lock == 0) {
      var next = cpu
      if rung == 9 { next &= ~Self.hardware }
      if hasBug && rung == 11 { next &= ~Self.page }
      let seen = rung == 10 ? setBad(unless: cpu & Self.page != 0) : global
      add(.onlineDown, cpu: next - 1, global: seen)
    }
    if goesDown && rung > 4 && rung <= 7 {
      let moves = rung == 5
      let seen = moves && cpu & Self.interrupt != 0 ? global | Self.interrupt0 : global
      add(.startingDown, cpu: (moves ? cpu & ~Self.interrupt : cpu) - 1, global: seen)
    }
    if rung >= 5 && cpu & Self.interrupt == 0 {
      add(.interruptArrives, cpu: cpu | Self.interrupt, global: global)
    }
    if rung >= 7 && cpu & Self.interrupt != 0 {
      add(.interruptHandled, cpu: cpu & ~Self.interrupt, global: global)
    }
    if step == 2 && rung >= 9 && !hasHardware { add(.enable, cpu: cpu | Self.hardware, global: global) }
    if step == 5 && usage == 0 && hasHardware { add(.disable, cpu: cpu & ~Self.hardware, global: global) }
  }

  private func expandGlobals(_ state: UnsafePointer<UInt64>, _ successors: inout SuccessorBuffer) {
    let global = state[1]
    let lock = global >> Self.lockShift & 3
    let step = global >> Self.stepShift & 7
    let usage = global >> Self.usageShift & 3
    let has0 = global & Self.hardware0 != 0
    var needsHardware = false
    var hasHardware = has0
    for cpu in 0..<secondaries {
      let bits = state[0] >> UInt64(cpu * 9)
      if bits & 15 >= 9 && bits & Self.hardware == 0 { needsHardware = true }
      if bits & Self.hardware != 0 { hasHardware = true }
    }

    func add(_ rule: PeerModel.Rule, _ newGlobal: UInt64) {
      successors.append(copying: state, group: rule.rawValue)[1] = newGlobal
    }
    func with(step: UInt64, lock: UInt64, usage: UInt64) -> UInt64 {
      global & 255 | lock << Self.lockShift | step << Self.stepShift | usage << Self.usageShift
    }

    if global & Self.interrupt0 == 0 {
      add(.interrupt0Arrives, global | Self.interrupt0)
    } else {
      add(.interrupt0Handled, global & ~Self.interrupt0)
    }
    if step == 0 && global & Self.writeLock == 0 {
      if usage < 2 { add(.readCreate, with(step: 1, lock: lock, usage: usage) | Self.readLock) }
      if usage > 0 { add(.readDestroy, with(step: 4, lock: lock, usage: usage) | Self.readLock) }
    }
    if step == 1 && lock == 0 { add(.countUp, with(step: 2, lock: 1, usage: usage + 1)) }
    if step == 2 && !has0 { add(.enable0, global | Self.hardware0) }
    if step == 2 && has0 && !needsHardware { add(.allEnabled, with(step: 3, lock: 0, usage: usage)) }
    if step == 4 && lock == 0 { add(.countDown, with(step: 5, lock: 1, usage: usage - 1)) }
    if step == 5 && usage == 0 && has0 { add(.disable0, global & ~Self.hardware0) }
    if step == 5 && (usage > 0 || !hasHardware) { add(.allDisabled, with(step: 3, lock: 0, usage: usage)) }
    if step == 3 { add(.readUnlock, with(step: 0, lock: lock, usage: usage) & ~Self.readLock) }
    if lock == 0 { add(.miscLock, with(step: step, lock: 2, usage: usage)) }
    if lock == 2 { add(.miscUnlock, with(step: step, lock: 0, usage: usage)) }
  }
}
