import Ladder

/// What `bringup run` is told to do: one command a line, `#` begins a comment.
///
///     kernel 6.12            # built-in kernel, 6.1 or 6.12; first command if it is there
///     modules virtio         # plain, kvm or virtio: which captured set of modules is loaded
///     cpus 2                 # CPUs of the machine, all online at the start
///     offline 1              # echo 0 > cpu1/online
///     online 1               # echo 1 > cpu1/online
///     fail 1 perf:online     # echo the state's number > cpu1/hotplug/fail; -1 disarms
///     target 1 timers:prepare  # echo the state's number > cpu1/hotplug/target
///     suspend                # echo mem > /sys/power/state, and back at once (pm_test=processors)
public struct Script: Sendable, Equatable {
  public enum Command: Sendable, Equatable {
    case online(cpu: Int)
    case offline(cpu: Int)
    case fail(cpu: Int, state: Int)
    case target(cpu: Int, state: Int)
    case suspend
  }

  public struct Line: Sendable, Equatable {
    public var number: Int
    public var text: String
    public var command: Command
  }

  public var kernel = BuiltInKernel.linux6dot12
  public var setup = CapturedSetup.plain
  public var cpus = 2
  public var lines: [Line] = []

  /// Limits on what is read: a script of more lines or longer ones is refused.
  public static let maximumLines = 1_000
  public static let maximumLineLength = 500

  /// Reads a script.
  /// - Parameter file: how to call it in errors.
  public init(parsing text: String, file: String) throws(ScriptError) {
    let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
    var table: CallbackTable?
    for (index, row) in rows.enumerated() {
      let number = index + 1
      func failure(_ message: String) -> ScriptError {
        ScriptError(file: file, line: number, message: message)
      }
      guard number <= Script.maximumLines else {
        throw failure("the script has more than \(Script.maximumLines) lines; split it")
      }
      guard row.utf8.count <= Script.maximumLineLength else {
        throw failure("the line is longer than \(Script.maximumLineLength) bytes; is this a script?")
      }
      let words = row.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" || $0 == "\r" }.map(String.init)
      guard let verb = words.first else { continue }
      guard !verb.unicodeScalars.contains(where: { $0.value < 32 }) else {
        throw failure("the line holds control characters; is this a script?")
      }
      switch verb {
      case "kernel", "modules", "cpus":
        guard lines.isEmpty else { throw failure("\(verb) must come before the first operation") }
        try readSetting(verb, words, failure)
      case "online", "offline", "fail", "target", "suspend":
        if table == nil { table = CallbackTable(kernel, setup) }
        let command = try readOperation(verb, words, table!.ladder, failure)
        lines.append(Line(number: number, text: words.joined(separator: " "), command: command))
      default:
        let verbs = ["kernel", "modules", "cpus", "online", "offline", "fail", "target", "suspend"]
        let nearest = verbs.first { $0.first == verb.first } ?? "online"
        throw failure(
          "\(verb) is no command (did you mean \(nearest)?); there are \(verbs.joined(separator: ", "))")
      }
    }
    guard !lines.isEmpty else {
      throw ScriptError(
        file: file, line: max(1, rows.count), message: "the script does nothing; write online 1, say")
    }
  }

  private mutating func readSetting(
    _ verb: String, _ words: [String], _ failure: (String) -> ScriptError
  ) throws(ScriptError) {
    guard words.count == 2 else { throw failure("\(verb) takes one value") }
    switch verb {
    case "kernel":
      guard let known = BuiltInKernel.allCases.first(where: { $0.version == words[1] }) else {
        let versions = BuiltInKernel.allCases.map(\.version).joined(separator: ", ")
        throw failure("kernel \(words[1]) is not built in; there are \(versions)")
      }
      kernel = known
    case "modules":
      let setups: [String: CapturedSetup] = ["plain": .plain, "kvm": .kvmLoaded, "virtio": .virtioBound]
      guard let known = setups[words[1]] else {
        throw failure("modules are plain, kvm or virtio, not \(words[1])")
      }
      setup = known
    default:
      guard let count = Int(words[1]), (2...8).contains(count) else {
        throw failure("cpus takes a number from 2 to 8")
      }
      cpus = count
    }
  }

  private func readOperation(
    _ verb: String, _ words: [String], _ ladder: Ladder, _ failure: (String) -> ScriptError
  ) throws(ScriptError) -> Command {
    if verb == "suspend" {
      guard words.count == 1 else { throw failure("suspend takes nothing: all CPUs but the first go") }
      return .suspend
    }
    let takesState = verb == "fail" || verb == "target"
    guard words.count == (takesState ? 3 : 2) else {
      throw failure(takesState ? "\(verb) takes a CPU and a state, by name or number" : "\(verb) takes a CPU")
    }
    guard let cpu = Int(words[1]), (1..<cpus).contains(cpu) else {
      throw failure("\(words[1]) is no CPU that can go up and down: there are 1 to \(cpus - 1)")
    }
    switch verb {
    case "online": return .online(cpu: cpu)
    case "offline": return .offline(cpu: cpu)
    default: break
    }
    let state: Int
    if let number = Int(words[2]) {
      guard (-1...ladder.structure.online).contains(number) else {
        throw failure(
          "\(number) is no state of this kernel: there are 0 to \(ladder.structure.online), and -1 disarms")
      }
      state = number
    } else if let rung = ladder.rung(named: words[2]) ?? ladder.rung(symbol: words[2]) {
      state = rung.number
    } else {
      throw failure(
        "\(words[2]) is no state of this kernel; `bringup ladder --kernel \(kernel.version)` lists them")
    }
    return verb == "fail" ? .fail(cpu: cpu, state: state) : .target(cpu: cpu, state: state)
  }
}

/// What is wrong with a script, where, and what to do.
public struct ScriptError: Error, Sendable, Equatable, CustomStringConvertible {
  public var file: String
  public var line: Int
  public var message: String

  public var description: String { "\(file):\(line): \(message)" }
}
