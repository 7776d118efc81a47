import Machine
import Program

/// Functions that other CPUs run. Each is one procedure, whatever the calls tell it: its parameter points to
/// what any of them passes.
extension CLowering {
  func runsElsewhere(_ name: String) -> Bool {
    computer.callFunctions.contains(name) || computer.stopFunctions.contains(name)
  }

  /// A lock that is known by its name alone has to be a variable of a file.
  func checkNamed(_ argument: CExpression, _ primitive: Kernel.Primitive, at place: CPlace)
    throws(CReadError)
  {
    if environment.isSurvey { return }
    if let name = argument.strippedName, scope.lookup(name) == nil { return }
    throw .wrongUse(
      name: primitive.name, place: place,
      problem: "takes a variable of a file: not a local, nor a part of a record")
  }

  /// The function has been told this much by a call; what is kept until it runs has to have room for it.
  mutating func tell(_ function: CFunction, _ told: CValue, by name: String, at place: CPlace)
    throws(CReadError)
  {
    _ = try procedure(for: function, function.parameters.isEmpty ? [] : [told])
    guard isFinal, let limits = computer.callInfo.map({ values(of: $0) }), !told.values.isSubset(of: limits)
    else { return }
    throw .wrongUse(
      name: name, place: place,
      problem: "can tell a function a pointer, or a number from 0 to \(limits.highest)")
  }
}

extension CValue {
  /// `void *info` in `atomic_inc(info)` points to what the function's parameter does.
  func pointing(as parameter: String) -> CValue {
    guard case .pointer(let inner) = type, inner == .void || inner == .unknown else { return self }
    let words = parameter.prefix { $0 != "*" }.split(separator: " ").filter { $0 != "const" }
    let pointee: LoweredType
    switch words.joined(separator: " ") {
    case "atomic_t", "refcount_t", "int": pointee = .int
    case "atomic_long_t", "atomic64_t", "long", "s64": pointee = .long
    case "unsigned long": pointee = .unsignedLong
    case let name where name.hasPrefix("struct ") || name.hasSuffix("_t"): pointee = .record(name)
    default: return self
    }
    var value = self
    value.type = .pointer(pointee)
    return value
  }
}
