import Machine
import Program

/// Locals that lie in memory: how many of each there are.
extension CLowering {
  /// The object of a local whose address is taken.
  ///
  /// Every context that may run a function has its own, but for the body of a task or an interrupt, which one
  /// context runs, and for a work item, whose worker is a context of its own: that is one for all.
  mutating func localObject(_ unique: String, _ type: LoweredType) -> Pointees.Object {
    let name = "\(scope.instance)::\(unique)"
    let holdsWork = holdsWork(type)
    locals.insert(name)
    if holdsWork, scope.bodyEnd == nil {
      assume("the work item in the local \(unique) of \(scope.name) is one for all contexts")
    }
    if scope.bodyEnd != nil || holdsWork {
      return .init(name: name, count: 1, isPool: false, isIndexed: false)
    }
    owned.insert(name)
    return .init(name: name, count: CLowering.contexts, isPool: false, isIndexed: true)
  }

  /// The local of the context that runs.
  func own(_ object: Pointees.Object) -> Expression {
    object.isIndexed ? .element(object.name, Expression.currentContext.lessOne) : .shared(object.name)
  }

  /// Whether every context has its own of a variable.
  func isOwned(_ variable: String) -> Bool {
    if owned.contains(variable) { return true }
    return owned.contains { variable.hasPrefix($0 + ".") }
  }

  private func holdsWork(_ type: LoweredType, depth: Int = 0) -> Bool {
    guard depth < CLowering.maximumRecordDepth else { return false }
    switch type {
    case .record("struct work_struct"), .record("struct delayed_work"): return true
    case .record(let name):
      guard let record = declarations.record(name) else { return false }
      return record.members.contains { member in
        member.type.map { holdsWork(declarations.type($0), depth: depth + 1) } ?? false
      }
    case .array(let element, _): return holdsWork(element, depth: depth + 1)
    default: return false
    }
  }

  /// Of more elements than this no array is held: the model refuses it.
  static let maximumElements = 4096

  /// Records in records; one that contains itself is no C.
  static let maximumRecordDepth = 16
}
