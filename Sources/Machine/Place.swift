import Program

/// What a primitive takes the address of: `&kvm_lock`, `&per_cpu(lock, cpu)`, `&kvm->lock`.
///
/// An index that others may change (another pointer variable, the number of the CPU) is evaluated in the step
/// that touches the place; where C evaluates it before, the caller reads it into a local first.
public struct Place: Sendable, Equatable, CustomStringConvertible {
  /// A heap object, by the pointer that leads to it and the pool that it points into.
  public struct Object: Sendable, Equatable {
    public var pointer: Expression
    public var pool: String
    /// It is no heap object but a local, of this name, which lives while its block runs.
    public var isLocal = false

    public init(_ pointer: Expression, in pool: String, isLocal: Bool = false) {
      self.pointer = pointer
      self.pool = pool
      self.isLocal = isLocal
    }
  }

  /// A variable, an element of an array, or a local.
  public var value: Expression
  /// The object that the place is a field of: each step that touches it finds NULL and freed pointers.
  public var object: Object?

  public init(_ value: Expression) { self.value = value }

  /// `&pointer->field`, a field of an object on the heap. `field` is an array with an element for each slot
  /// of the pool.
  public init(_ field: String, of pointer: Expression, in pool: String) {
    value = .element(field, Kernel.slot(of: pointer))
    object = Object(pointer, in: pool)
  }

  /// As the text of a step has it, behind `&`.
  public var description: String {
    guard let object, case .element(let name, _) = value else { return "\(value)" }
    let prefix = "\(object.pool)."
    return "\(object.pointer)->\(name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name)"
  }

  /// The check that memory access makes; belongs into the atomic step of the access.
  var check: [Statement] {
    guard let object else { return [] }
    if object.isLocal { return Kernel.checkLocal(object.pointer, object.pool) }
    return Kernel.dereference(object.pointer, object.pool)
  }

  /// The check as a step of its own, before an access that is no atomic block.
  func checked(_ text: String) -> [Statement] {
    check.isEmpty ? [] : [Statement(Atomic(text) { check })]
  }

  private var isIntact: Expression? {
    object.map {
      $0.isLocal ? Kernel.isAlive($0.pointer, $0.pool) : Kernel.isLive($0.pointer, $0.pool)
    }
  }

  /// A guard about the place: a step that touches a broken one is not held up, so that it is found.
  func orBroken(_ condition: Expression) -> Expression { isIntact.map { !$0 || condition } ?? condition }

  /// A condition about the place that does not hold for a broken one.
  func ifIntact(_ condition: Expression) -> Expression { isIntact.map { $0 && condition } ?? condition }

  /// A part of what the place stands for, which is kept in a variable of its own: `NAME.part`, with the same
  /// index, or for an array of `count` with the element `position` of it.
  func part(_ part: String, _ position: Expression? = nil, of count: Int = 1) -> Expression {
    switch value {
    case .element(let name, let index):
      guard let position else { return .element("\(name).\(part)", index) }
      return .element("\(name).\(part)", .binary(.multiply, index, .constant(count)) + position)
    case .shared(let name):
      return position.map { .element("\(name).\(part)", $0) } ?? .shared("\(name).\(part)")
    default: preconditionFailure("\(value) is a local, which others can't wait for")
    }
  }
}

/// What can be given where a place is asked for: the name of a variable, a variable or element, or a place.
public protocol PlaceConvertible {
  var place: Place { get }
}

extension Place: PlaceConvertible {
  public var place: Place { self }
}

extension String: PlaceConvertible {
  public var place: Place { Place(.shared(self)) }
}

extension Expression: PlaceConvertible {
  public var place: Place { Place(self) }
}
