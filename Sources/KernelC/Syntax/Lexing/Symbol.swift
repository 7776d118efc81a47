/// A spelling, as a number. Equal spellings of one file have equal numbers.
struct Symbol: Hashable, Sendable {
  let rawValue: UInt32

  /// No spelling: what punctuators have.
  static let none = Symbol(rawValue: 0)
  var index: Int { Int(rawValue) }
}

/// What the parser knows about a name before it reads the file.
enum SymbolRole: Hashable, Sendable {
  case none
  case keyword(Keyword)
  case qualifier(CQualifiers)
  /// `__init`; `takesArguments` for `__aligned(8)`.
  case annotation(takesArguments: Bool)
  /// `u32`: an index into `KnownNames.integers`.
  case integerType(UInt8)
  /// A typedef: of the file, of the caller, or of the kernel's scalar ones.
  case namedType
  /// `DEFINE_MUTEX`: an index into `DefiningMacro.all`.
  case definingMacro(UInt8)
  /// `CONFIG_X`.
  case configuration
  /// `IS_ENABLED` and its like: an index into `ConfigurationTest.allCases`.
  case configurationTest(UInt8)
}

/// The spellings of one file. An open hash table over one buffer; the hash has no seed, so numbers depend on
/// the text alone.
struct SymbolTable: Sendable {
  private var bytes: [UInt8] = []
  /// Where each symbol's bytes end; they begin where those of the one before end.
  private var ends: [UInt32] = [0]
  private var hashes: [UInt32] = [0]
  /// Numbers of symbols; 0 is an empty slot.
  private var slots: [UInt32] = Array(repeating: 0, count: 1024)
  private var strings: [String?] = [""]
  private(set) var roles: [SymbolRole] = [.none]

  var count: Int { ends.count }

  /// The names that the parser knows, each with its role; every file begins with a copy.
  static let known: SymbolTable = {
    var table = SymbolTable()
    for (name, role) in KnownNames.roles {
      let symbol = table.symbol(name)
      table.roles[symbol.index] = role
    }
    return table
  }()

  mutating func symbol(_ name: String) -> Symbol {
    var name = name
    return name.withUTF8 { symbol($0) }
  }

  mutating func symbol(_ spelling: UnsafeBufferPointer<UInt8>) -> Symbol {
    let hash = Self.hash(spelling)
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] != 0 {
      let candidate = Int(slots[slot])
      if hashes[candidate] == hash && isSpelt(candidate, spelling) {
        return Symbol(rawValue: UInt32(candidate))
      }
      slot = (slot + 1) & mask
    }
    let number = UInt32(ends.count)
    slots[slot] = number
    bytes.append(contentsOf: spelling)
    ends.append(UInt32(bytes.count))
    hashes.append(hash)
    strings.append(nil)
    roles.append(Self.isConfiguration(spelling) ? .configuration : .none)
    if ends.count * 2 > slots.count { grow() }
    return Symbol(rawValue: number)
  }

  /// The symbol of a name that may not occur at all.
  func existing(_ spelling: UnsafeBufferPointer<UInt8>) -> Symbol? {
    let hash = Self.hash(spelling)
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] != 0 {
      let candidate = Int(slots[slot])
      if hashes[candidate] == hash && isSpelt(candidate, spelling) {
        return Symbol(rawValue: UInt32(candidate))
      }
      slot = (slot + 1) & mask
    }
    return nil
  }

  mutating func text(_ symbol: Symbol) -> String {
    if let text = strings[symbol.index] { return text }
    let text = String(decoding: spelling(symbol), as: UTF8.self)
    strings[symbol.index] = text
    return text
  }

  func spelling(_ symbol: Symbol) -> ArraySlice<UInt8> {
    guard symbol != .none else { return [] }
    return bytes[Int(ends[symbol.index - 1])..<Int(ends[symbol.index])]
  }

  func length(_ symbol: Symbol) -> Int {
    symbol == .none ? 0 : Int(ends[symbol.index] - ends[symbol.index - 1])
  }

  /// `__init`, `__attribute__`: names that mostly belong to annotations.
  func beginsWithUnderscores(_ symbol: Symbol) -> Bool { spelling(symbol).starts(with: [95, 95]) }

  /// `foo_t`: names that mostly belong to types.
  func endsLikeType(_ symbol: Symbol) -> Bool {
    let spelling = spelling(symbol)
    return spelling.count > 2 && spelling.suffix(2).elementsEqual([95, 116])
  }

  /// Makes a name a type from here on, unless it has another role.
  mutating func makeType(_ symbol: Symbol) {
    if case .none = roles[symbol.index] { roles[symbol.index] = .namedType }
  }

  private func isSpelt(_ number: Int, _ spelling: UnsafeBufferPointer<UInt8>) -> Bool {
    let lower = Int(ends[number - 1])
    guard Int(ends[number]) - lower == spelling.count else { return false }
    for index in 0..<spelling.count where bytes[lower + index] != spelling[index] { return false }
    return true
  }

  private mutating func grow() {
    var larger = [UInt32](repeating: 0, count: slots.count * 2)
    let mask = larger.count - 1
    for number in 1..<ends.count {
      var slot = Int(hashes[number]) & mask
      while larger[slot] != 0 { slot = (slot + 1) & mask }
      larger[slot] = UInt32(number)
    }
    slots = larger
  }

  private static func isConfiguration(_ spelling: UnsafeBufferPointer<UInt8>) -> Bool {
    spelling.count > 7 && spelling[0] == 67 && spelling.prefix(7).elementsEqual("CONFIG_".utf8)
  }

  private static func hash(_ spelling: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: spelling.count)
    for byte in spelling {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
    hash ^= hash >> 32
    hash = hash &* 0xD6E8_FEB8_6659_FD93
    return UInt32(truncatingIfNeeded: hash >> 32)
  }
}
