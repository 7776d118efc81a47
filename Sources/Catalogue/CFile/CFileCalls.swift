import KernelC
import Machine
import Program

/// What the machine has to have before a file is read that calls functions on other CPUs or uses RCU.
struct CFileCalls {
  /// Where the function stands among the arguments; what it is told comes behind it.
  private static let positions: [String: Int] = [
    "on_each_cpu": 0, "on_each_cpu_mask": 1, "smp_call_function": 0, "smp_call_function_many": 1,
    "smp_call_function_single": 1,
  ]
  /// Slots of a pool and elements of arrays that a function may be told of.
  private static let pointers = 0...255

  /// The functions that are called elsewhere, in the order of the file.
  private(set) var functions: [String] = []
  private var info = 0...0
  private var callsOne = false
  /// Whether some call of many CPUs does not wait for them.
  private var mayGoOn = false
  private var usesRCU = false

  init(_ calls: [CNamedCall]) {
    for call in calls {
      if call.name.hasPrefix("rcu_") || call.name.hasPrefix("synchronize_rcu") { usesRCU = true }
      if call.name == "guard" || call.name == "scoped_guard", call.arguments.first?.identifier == "rcu" {
        usesRCU = true
      }
      guard let position = CFileCalls.positions[call.name], position + 1 < call.arguments.count,
        let function = call.arguments[position].functionName
      else { continue }
      if !functions.contains(function) { functions.append(function) }
      if call.arguments[position + 1].identifier != "NULL" { info = CFileCalls.pointers }
      if call.name == "smp_call_function_single" {
        callsOne = true
      } else if let wait = call.arguments.last, !wait.isTrue {
        mayGoOn = true
      }
    }
  }

  func install(in computer: inout Computer) {
    if usesRCU { computer.addRCU() }
    guard !functions.isEmpty else { return }
    computer.addOnEachCPU(functions: functions, info: .range(info), mayGoOn: mayGoOn)
    if callsOne { computer.addCallOneCPU() }
  }
}

extension CExpression {
  /// Whether it is written as a truth that is known: `1`, `true`.
  fileprivate var isTrue: Bool {
    if case .integer(let integer) = kind { return integer.value != 0 }
    return identifier == "true"
  }

  /// `f` in `f` and `&f`.
  fileprivate var functionName: String? {
    if case .unary(.addressOf, let operand) = kind { return operand.identifier }
    return identifier
  }
}
