import Ladder
import Testing

@Suite struct CallbackTableTests {
  static let setups = BuiltInKernel.allCases.flatMap { kernel in CapturedSetup.allCases.map { (kernel, $0) } }

  /// The begin events of a trace, down and up apart. `cpuhp_kick_ap_work` is no callback.
  private func runs(in file: String) throws -> (down: [CallbackRun], up: [CallbackRun]) {
    var down: [CallbackRun] = []
    var up: [CallbackRun] = []
    var began = 0
    let event = /cpuhp_(multi_)?enter: cpu: \d+ target: +(\d+) step: +(\d+) \((.*)\)/
    for line in try Captures.lines(file) {
      guard let match = line.firstMatch(of: event) else { continue }
      began += 1
      let function = String(match.4)
      guard function != "cpuhp_kick_ap_work" else { continue }
      let direction = match.2 == "236" ? WalkDirection.up : .down
      let run = CallbackRun(
        number: try #require(Int(match.3)), function: function, isMultiInstance: match.1 != nil,
        direction: direction)
      if direction == .up { up.append(run) } else { down.append(run) }
    }
    #expect(began == down.count + up.count + 1)
    return (down, up)
  }

  @Test(arguments: setups) func oneCycleEqualsTheTraceEventForEvent(
    _ kernel: BuiltInKernel, _ setup: CapturedSetup
  ) throws {
    let table = CallbackTable(kernel, setup)
    let traced = try runs(in: "\(kernel.version)-trace-\(setup.word).txt")
    #expect(table.tracedWalk(.down) == traced.down)
    #expect(table.tracedWalk(.up) == traced.up)
    #expect(traced.down.count > 30 && traced.up.count > 30)
  }

  /// In STARTING and DYING the function tracer is the only witness: one `cpuhp_invoke_callback` for each
  /// state, and behind it the callback where the capture's filter held it.
  @Test(arguments: BuiltInKernel.allCases) func startingAndDyingEqualTheFunctionTrace(
    _ kernel: BuiltInKernel
  ) throws {
    var seen: [WalkDirection: [String?]] = [:]
    for line in try Captures.lines("\(kernel.version)-function-tracer-atomic.txt") {
      let direction: WalkDirection = line.contains("<idle>") ? .up : .down
      let match = try #require(line.firstMatch(of: /: (\w+) <-/))
      if match.1 == "cpuhp_invoke_callback" {
        seen[direction, default: []].append(nil)
      } else {
        let last = try #require(seen[direction]?.indices.last)
        seen[direction]?[last] = String(match.1)
      }
    }
    let ladder = Ladder.builtIn(kernel)
    for direction in WalkDirection.allCases {
      let expected = CallbackTable(kernel, .kvmLoaded).walk(direction).filter { ladder.isAtomic($0.number) }
      let traced = try #require(seen[direction])
      #expect(traced.count == expected.count)
      for (run, function) in zip(expected, traced) {
        let name = String(run.function.prefix { $0 != " " })
        if let function { #expect(function == name) }
      }
      let named = traced.compactMap { $0 }
      #expect(named.count == (direction == .up ? (kernel == .linux6dot1 ? 2 : 1) : 5))
    }
  }

  @Test func whatTheTracesDoNotShow() {
    for kernel in BuiltInKernel.allCases {
      let table = CallbackTable(kernel)
      let silent = table.callbacks.filter { $0.hasCallback && $0.instances == 0 }.map(\.name)
      #expect(
        silent == ["block/mq:dead", "iommu/iova:dead", "block/mq:online", "padata:online", "io-wq/online"])
      let markers = table.callbacks.filter { !$0.hasCallback }.map(\.name)
      let slab = kernel == .linux6dot1 ? ["slab:prepare"] : []
      #expect(markers == ["offline"] + slab + ["idle:dead", "ap:offline", "ap:online", "online"])
    }
  }

  /// Functions that no trace shows, as the sources of both kernels have them.
  @Test func functionsKnownFromTheSourcesAlone() throws {
    func functions(_ table: CallbackTable, _ name: String) throws -> [String?] {
      let callbacks = try #require(table.callbacks.first { $0.name == name })
      return [callbacks.startup, callbacks.teardown]
    }
    for kernel in BuiltInKernel.allCases {
      let table = CallbackTable(kernel)
      #expect(try functions(table, "padata:online") == ["padata_cpu_online", "padata_cpu_offline"])
      #expect(try functions(table, "io-wq/online") == ["io_wq_cpu_online", "io_wq_cpu_offline"])
      #expect(try functions(table, "iommu/iova:dead") == [nil, "iova_cpuhp_dead"])
      #expect(try functions(table, "hrtimers:dying") == ["hrtimers_cpu_starting", "hrtimers_cpu_dying"])
    }
    let cacheControl = try functions(CallbackTable(.linux6dot12), "x86/cachectrl:starting")
    #expect(cacheControl == ["cache_ap_online", "cache_ap_offline"])
  }

  @Test func callbacksFollowTheirSymbolOnADerivedLadder() throws {
    let table = CallbackTable(.linux6dot12, .kvmLoaded)
    let derived = try table.ladder.removing("CPUHP_AP_HYPERV_ONLINE")
    let kvm = try #require(derived.rung(named: "kvm/cpu:online"))
    #expect(kvm.number == 147)
    #expect(table.callbacks(of: kvm)?.startup == "kvm_online_cpu")
    #expect(table.callbacks(of: kvm)?.traceName(.up) == "kvm_online_cpu [kvm]")
    let mce = try #require(derived.rung(named: "x86/mce:online"))
    #expect(mce.number == 199)
    #expect(table.callbacks(of: mce)?.teardown == "mce_cpu_pre_down")
    #expect(table.callbacks(of: derived[230]) == nil)
  }

  struct Row {
    let operation: String
    let number: Int
    let standing: Int
    let wasRefused: Bool
    let failed: Bool
  }

  private func rows(_ kernel: BuiltInKernel) throws -> [Row] {
    try Captures.lines("\(kernel.version)-inject.csv").dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return Row(
        operation: String(fields[0]), number: try #require(Int(fields[1])),
        standing: try #require(Int(fields[2])),
        wasRefused: fields[3] == "EINVAL", failed: fields[4] == "EAGAIN")
    }
  }

  @Test(arguments: BuiltInKernel.allCases) func everyInjectionRowIsPredicted(_ kernel: BuiltInKernel) throws {
    let table = CallbackTable(kernel)
    let rows = try rows(kernel)
    #expect(rows.count == 509)
    var refused = 0
    for row in rows {
      // The `armed` rows were written in the opposite state, before the operation that they report.
      let isArmed = row.operation.contains("armed")
      let standing = isArmed ? (row.standing == 0 ? 236 : 0) : row.standing
      #expect(table.refusesFailureInjection(row.number, whileState: standing) == row.wasRefused, "\(row)")
      refused += row.wasRefused ? 1 : 0
      guard !row.wasRefused else { continue }
      let direction: WalkDirection = row.operation.hasPrefix("up") ? .up : .down
      #expect(table.injectedFailureStrikes(row.number, direction) == row.failed, "\(row)")
    }
    #expect(refused == (kernel == .linux6dot1 ? 403 : 399))
  }

  @Test func theReasonIsTheFirstThatTheKernelMeets() {
    let table = CallbackTable(.linux6dot12)
    #expect(table.failureInjectionRefusal(-1, whileState: 236) == nil)
    #expect(table.failureInjectionRefusal(-2, whileState: 0) == .noSuchState)
    #expect(table.failureInjectionRefusal(237, whileState: 0) == .noSuchState)
    #expect(table.failureInjectionRefusal(90, whileState: 0) == .atomic)
    #expect(table.failureInjectionRefusal(86, whileState: 236) == .belowBringup)
    #expect(table.failureInjectionRefusal(86, whileState: 86) == nil)
    #expect(table.failureInjectionRefusal(144, whileState: 0) == .noCallback)
    #expect(table.failureInjectionRefusal(147, whileState: 236) == .noCallback)
    #expect(table.failureInjectionRefusal(152, whileState: 236) == nil)
  }
}
