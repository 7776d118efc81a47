/// The generator of Steele, Lea and Flood (OOPSLA 2014): a seed in a failure message is enough to see the
/// failure again.
struct TwinRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) &* 0xD6E8_FEB8_6659_FD93 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
  mutating func chance(_ percent: Int) -> Bool {
    let draw: Int = below(100)
    return draw < percent
  }
  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}

/// A scalar type of C as the generator needs to know it.
struct TwinScalar: Hashable {
  var name: String
  var bits: Int
  /// Whether a value of it needs a set of its own: see `TwinProgram.Lvalue.level`.
  var isWide: Bool { bits == 64 }

  static let narrow: [TwinScalar] = [
    .init(name: "u8", bits: 8), .init(name: "s8", bits: 8), .init(name: "u16", bits: 16),
    .init(name: "s16", bits: 16), .init(name: "u32", bits: 32), .init(name: "s32", bits: 32),
    .init(name: "int", bits: 32), .init(name: "unsigned int", bits: 32), .init(name: "bool", bits: 1),
    .init(name: "char", bits: 8), .init(name: "unsigned char", bits: 8), .init(name: "short", bits: 16),
    .init(name: "unsigned short", bits: 16),
  ]
  static let wide: [TwinScalar] = [
    .init(name: "u64", bits: 64), .init(name: "s64", bits: 64), .init(name: "long", bits: 64),
    .init(name: "unsigned long", bits: 64), .init(name: "long long", bits: 64),
    .init(name: "size_t", bits: 64),
  ]
  static let all = narrow + wide
}

/// Something that can be assigned to.
struct TwinLvalue {
  var text: String
  var type: TwinScalar
  /// The object that a store into it changes: what else of the same expression may not name.
  var root: String
  /// Wide objects may hold few values in the model, and what holds few values must not depend on itself: one
  /// of level 1 is made from those of level 0, and one of level 0 from constants.
  var level = 0
  /// Whether `&` may be applied to it.
  var isAddressable = true
  var isBitField = false
}

/// What the statements that are being made may use.
struct TwinScope {
  var lvalues: [TwinLvalue] = []
  /// Objects that must not be named here: the counters of loops as targets, what an effect changes.
  var frozen: Set<String> = []
  var hidden: Set<String> = []
  /// How many turns the loops around have together.
  var turns = 1
  var isLoop = false
  var isSwitch = false
  /// Whether observations may stand here: only where the program comes by exactly once.
  var isOnce = false
  /// Functions with a lower number may be called.
  var callable = 0

  var narrow: [TwinLvalue] { lvalues.filter { !$0.type.isWide && !hidden.contains($0.root) } }
  var wide: [TwinLvalue] { lvalues.filter { $0.type.isWide && !hidden.contains($0.root) } }
}
