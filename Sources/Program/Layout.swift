/// Where each cell lives in the packed state: as many bits as its range needs, none straddling two words.
///
///     word 0   | pc[ctl] | st[0] | st[1] | ...          | unused |
///     word 1   | ...
///
/// What a cell holds, a value or the number of one in a set, is stored less its `lowest`; a cell with one
/// possible value takes no bits.
public struct Layout: Sendable, Equatable {
  public struct Field: Sendable, Equatable {
    public var word: Int
    public var shift: Int
    public var bits: Int
    public var lowest: Int
    /// Number of values less one.
    public var span: UInt64
    /// The set that the cell's values come from, if it holds their numbers.
    public var values: ValueSet?

    public var mask: UInt64 { bits == 0 ? 0 : UInt64.max >> UInt64(64 - bits) }
  }

  public static let maximumWords = 64

  public private(set) var fields: [Field] = []
  public private(set) var wordCount = 1

  /// First fit in order of declaration, which keeps what was declared together in one word.
  public init(_ cells: [Cell]) throws(ModelError) {
    var used: [Int] = [0]
    for cell in cells {
      let span = UInt64(cell.highest - cell.lowest)
      let bits = UInt64.bitWidth - span.leadingZeroBitCount
      var word = used.firstIndex { $0 + bits <= 64 } ?? used.count
      if bits == 0 { word = 0 }
      if word == used.count { used.append(0) }
      fields.append(
        Field(
          word: word, shift: bits == 0 ? 0 : used[word], bits: bits, lowest: cell.lowest, span: span,
          values: cell.values))
      used[word] += bits
    }
    wordCount = used.count
    guard wordCount <= Layout.maximumWords else {
      throw ModelError(.tooLarge, "a state needs \(wordCount) words; \(Layout.maximumWords) are possible")
    }
  }

  /// The value of a cell in a packed state.
  public func value(of cell: Int, in words: [UInt64]) -> Int {
    let content = content(of: cell, in: words)
    return fields[cell].values?.value(of: content) ?? content
  }

  public func store(_ value: Int, into cell: Int, of words: inout [UInt64]) {
    let set = fields[cell].values
    guard let content = set == nil ? value : set?.content(of: value) else {
      preconditionFailure("a value is none of those that its cell may hold")
    }
    store(content: content, into: cell, of: &words)
  }

  /// What a cell holds in a packed state: the value, or the number of the value in its set.
  public func content(of cell: Int, in words: [UInt64]) -> Int {
    let field = fields[cell]
    return field.lowest &+ Int(truncatingIfNeeded: words[field.word] >> UInt64(field.shift) & field.mask)
  }

  func store(content: Int, into cell: Int, of words: inout [UInt64]) {
    let field = fields[cell]
    let raw = UInt64(bitPattern: Int64(content &- field.lowest))
    precondition(raw <= field.span, "a value lies outside the range of its cell")
    words[field.word] &= ~(field.mask << UInt64(field.shift))
    words[field.word] |= raw << UInt64(field.shift)
  }
}
