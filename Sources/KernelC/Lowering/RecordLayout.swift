/// Where the members of a record stand, bit by bit, as gcc lays them out on x86-64 (System V ABI 1.0, 3.1.2).
/// A small record whose members overlap or are bit-fields, such as the contents of a model-specific register,
/// is held as the one number that it is; all others are held member by member.
struct RecordLayout: Sendable {
  struct Field: Hashable, Sendable {
    var offset: Int
    var width: Int
    /// That of a bit-field is an integer of its width: so it is cut off and promoted by the rules for that.
    var type: LoweredType
    /// The bits of the number that it is a part of.
    var total = 64
  }

  /// In bytes, the padding at the end included.
  let size: Int
  let alignment: Int
  /// By the path of names, joined with `.`; members of anonymous records are members of the outer one.
  let fields: [String: Field]
  private(set) var hasBitFields = false
  private(set) var isUnion: Bool

  /// Nil if the record has a member whose size is not known. The records in it have been laid out before.
  init?(_ record: CRecord, _ declarations: Declarations) {
    guard record.opaque.isEmpty, !record.members.isEmpty else { return nil }
    isUnion = record.tag == .union
    let isPacked = record.attributes.contains { $0.name == "__packed" || $0.name == "packed" }
    var fields: [String: Field] = [:]
    var (next, end, strictest) = (0, 0, 1)
    for member in record.members {
      guard let written = member.type else { return nil }
      let type = declarations.type(written)
      var inner: RecordLayout?
      if case .record(let name) = type {
        inner = declarations.layout(name)
        if inner?.hasBitFields == true { hasBitFields = true }
      }
      guard let (bytes, natural) = declarations.extent(type) else { return nil }
      let alignment = isPacked ? 1 : max(1, natural)
      var offset = isUnion ? 0 : next
      var (width, held) = (bytes * 8, type)
      if let bitWidth = member.bitWidth {
        guard let value = declarations.constant(bitWidth), (0...bytes * 8).contains(value) else { return nil }
        width = value
        held = type.bitField(of: value)
        hasBitFields = true
        // A bit-field lies in one unit of its type; one of no bits ends the unit.
        let unit = max(8, bytes * 8)
        let crosses = !isPacked && offset / unit != (offset + width - 1) / unit
        if width == 0 || crosses { offset = (offset + unit - 1) / unit * unit }
        if width == 0 {
          next = isUnion ? 0 : offset
          continue
        }
        if member.name != nil { strictest = max(strictest, alignment) }
      } else {
        offset = (offset + alignment * 8 - 1) / (alignment * 8) * (alignment * 8)
        strictest = max(strictest, alignment)
      }
      if let name = member.name {
        fields[name] = Field(offset: offset, width: width, type: held)
      }
      // The parts of what is not small enough to be held as a number are reached one by one.
      let prefix = member.name.map { "\($0)." } ?? ""
      if let inner, member.name == nil || inner.size <= 8 {
        for (path, field) in inner.fields {
          var outer = field
          outer.offset += offset
          fields["\(prefix)\(path)"] = outer
        }
      }
      next = offset + width
      end = max(end, next)
      guard end <= Declarations.maximumSize * 8 else { return nil }
    }
    alignment = strictest
    size = (end + strictest * 8 - 1) / (strictest * 8) * strictest
    let total = size * 8
    self.fields = fields.mapValues { field in
      var field = field
      field.total = total
      return field
    }
  }

  /// Whether the record is held as one number.
  var isOneNumber: Bool { (hasBitFields || isUnion) && size <= 8 }
}

extension LoweredType {
  /// The type of a bit-field that is declared with this one.
  func bitField(of width: Int) -> LoweredType {
    if case .integer(_, let signed) = self { .integer(bits: max(width, 1), signed: signed) } else { self }
  }
}
