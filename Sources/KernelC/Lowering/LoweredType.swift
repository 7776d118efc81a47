/// A C type as far as it matters to what a program does: sizes of integers, what pointers point to, the
/// members of records. Typedefs are resolved.
indirect enum LoweredType: Hashable, Sendable {
  case void
  case boolean
  case integer(bits: Int, signed: Bool)
  case pointer(LoweredType)
  /// `struct mutex`; the name of a typedef that nobody defines; a record without a tag by its place.
  case record(String)
  case array(LoweredType, count: Int?)
  case function
  /// `struct cpumask`: a set of CPUs, held as one number with a bit for each.
  case mask
  /// Nobody says what it is.
  case unknown

  static let int = LoweredType.integer(bits: 32, signed: true)
  static let unsigned = LoweredType.integer(bits: 32, signed: false)
  static let long = LoweredType.integer(bits: 64, signed: true)
  static let unsignedLong = LoweredType.integer(bits: 64, signed: false)

  /// A number or a pointer.
  var isScalar: Bool {
    switch self {
    case .boolean, .integer, .pointer: true
    default: false
    }
  }
  var isPointer: Bool { if case .pointer = self { true } else { false } }
  /// The bits of an integer, 64 of anything else.
  var width: Int { if case .integer(let bits, _) = self { bits } else { 64 } }
  /// Arrays are used by their address.
  var decayed: LoweredType {
    if case .array(let element, _) = self { .pointer(element) } else { self }
  }

  var pointee: LoweredType {
    switch self {
    case .pointer(let inner), .array(let inner, _): inner
    default: .unknown
    }
  }

  /// All that an object of this type can hold; for pointers and what is not known, anything.
  var limits: PossibleValues {
    switch self {
    case .boolean: .truth
    case .integer(let bits, let signed): .all(bits: bits, signed: signed)
    default: .anything
    }
  }

  /// The type of an arithmetic result (C11 6.3.1.8): both operands after promotion, the wider, the unsigned
  /// of two of one width.
  func arithmetic(with other: LoweredType) -> LoweredType {
    switch (promoted, other.promoted) {
    case (.integer(let a, let signed), .integer(let b, let otherSigned)):
      if a == b { return .integer(bits: a, signed: signed && otherSigned) }
      return .integer(bits: max(a, b), signed: a > b ? signed : otherSigned)
    case (let left, .unknown), (let left, .void): return left
    case (.unknown, let right), (.void, let right): return right
    case (let left, let right): return left.isPointer ? left : right
    }
  }

  var promoted: LoweredType {
    switch self {
    case .boolean: .int
    case .integer(let bits, _) where bits < 32: .int
    case .unknown: .long
    default: self
    }
  }

  /// Whether comparing two values as signed 64-bit numbers would be wrong for the upper half.
  var isUnsignedLong: Bool { self == .unsignedLong || isPointer }
}
