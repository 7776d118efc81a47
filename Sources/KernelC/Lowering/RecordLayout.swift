/// Where the members of a small record stand, bit by bit. A record whose members overlap or are bit-fields,
/// such as the contents of a model-specific register, is held as the one number that it is; all others are
/// held member by member.
struct RecordLayout: Sendable {
  struct Field: Hashable, Sendable {
    var offset: Int
    var width: Int
    var type: LoweredType
  }

  let bits: Int
  /// By the path of names, joined with `.`; members of anonymous records are members of the outer one.
  let fields: [String: Field]
  private(set) var hasBitFields = false
  private(set) var isUnion: Bool

  /// Nil if the record has more than 64 bits, or a member whose size is not known.
  init?(_ record: CRecord, _ declarations: Declarations) {
    self.init(record, declarations, depth: 0)
  }

  private init?(_ record: CRecord, _ declarations: Declarations, depth: Int) {
    guard depth < 16, record.opaque.isEmpty, !record.members.isEmpty else { return nil }
    isUnion = record.tag == .union
    let isPacked = record.attributes.contains { $0.name == "__packed" || $0.name == "packed" }
    var fields: [String: Field] = [:]
    var (next, size) = (0, 0)
    for member in record.members {
      guard let written = member.type else { return nil }
      let type = declarations.type(written)
      var inner: RecordLayout?
      if case .record(let name) = type {
        guard let record = declarations.record(name),
          let layout = RecordLayout(record, declarations, depth: depth + 1)
        else { return nil }
        inner = layout
        if layout.hasBitFields { hasBitFields = true }
      }
      var width: Int
      if let bitWidth = member.bitWidth {
        guard let value = declarations.constant(bitWidth), (0...64).contains(value) else { return nil }
        width = value
        hasBitFields = true
      } else if let inner {
        width = (inner.bits + 7) / 8 * 8
      } else {
        guard let bytes = declarations.size(type) else { return nil }
        width = bytes * 8
      }
      var offset = isUnion ? 0 : next
      if member.bitWidth == nil && !isPacked && !isUnion {
        let alignment = min(max(width, 8), 64)
        offset = (offset + alignment - 1) / alignment * alignment
      }
      if member.bitWidth != nil, width == 0 {
        next = (next + 31) / 32 * 32
        continue
      }
      guard offset + width <= 64 else { return nil }
      if let name = member.name {
        fields[name] = Field(offset: offset, width: width, type: type)
        for (path, field) in inner?.fields ?? [:] {
          fields["\(name).\(path)"] = Field(
            offset: offset + field.offset, width: field.width, type: field.type)
        }
      } else {
        for (path, field) in inner?.fields ?? [:] {
          fields[path] = Field(offset: offset + field.offset, width: field.width, type: field.type)
        }
      }
      next = offset + width
      size = max(size, next)
    }
    bits = size
    self.fields = fields
  }

  /// Whether the record is held as one number.
  var isOneNumber: Bool { hasBitFields || isUnion }
}
