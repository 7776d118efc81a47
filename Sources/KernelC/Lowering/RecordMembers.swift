/// The members of a record by name, those of anonymous records inside included.
extension Declarations {
  /// An anonymous record inside of another one that is held as one number: its members overlap, or are
  /// bit-fields.
  struct Overlay: Sendable {
    /// What it is called in the program, since C has no name for it.
    var name: String
    var type: LoweredType
  }

  /// The overlay that holds a member of this name, or is called so itself.
  func overlay(_ name: String, of record: CRecord) -> Overlay? {
    for member in record.members where member.name != name {
      guard member.name == nil, case .record(let inner)? = member.type?.kind else { continue }
      guard let layout = layout(inner), layout.isOneNumber else {
        if let found = overlay(name, of: inner) { return found }
        continue
      }
      let overlay = self.overlay(inner)
      if overlay.name == name || layout.fields[name] != nil { return overlay }
    }
    return nil
  }

  private func overlay(_ record: CRecord) -> Overlay {
    let first = record.members.lazy.compactMap(\.name).first ?? "nothing"
    return Overlay(
      name: "\(record.tag.rawValue) with \(first)", type: .record(Declarations.name(of: record)))
  }

  /// The type of a member; that of a bit-field is an integer of its width.
  func memberType(_ name: String, of record: CRecord) -> LoweredType? {
    for member in record.members {
      if member.name == name {
        guard let written = member.type else { return nil }
        let width = member.bitWidth.flatMap { constant($0) }
        return width.map { type(written).bitField(of: $0) } ?? type(written)
      }
      guard member.name == nil, case .record(let inner)? = member.type?.kind else { continue }
      if let found = memberType(name, of: inner) { return found }
    }
    return nil
  }

  /// The names under which all of a record that is held member by member can be reached, in order. An array
  /// without a length at its end is no part of what is copied or filled (C11 6.7.2.1p18).
  func memberNames(of record: CRecord) -> [String] {
    record.members.flatMap { member -> [String] in
      if case .array(_, nil)? = member.type?.kind { return [] }
      if let name = member.name { return [name] }
      guard case .record(let inner)? = member.type?.kind else { return [] }
      if layout(inner)?.isOneNumber == true { return [overlay(inner).name] }
      return memberNames(of: inner)
    }
  }

  // MARK: Sizes

  /// In bytes, if the layout is known.
  func size(_ type: LoweredType) -> Int? { extent(type)?.size }

  /// In bytes, if the layout is known.
  func alignment(_ type: LoweredType) -> Int? { extent(type)?.alignment }

  /// No object is larger, in bytes: so that sums of sizes stay numbers, whatever a file says.
  static let maximumSize = 1 << 36

  func extent(_ type: LoweredType) -> (size: Int, alignment: Int)? {
    switch type {
    case .boolean: return (1, 1)
    case .integer(let bits, _): return (bits / 8, bits / 8)
    case .pointer: return (8, 8)
    case .array(let element, let count?):
      guard let inner = extent(element), count >= 0 else { return nil }
      let (size, overflow) = inner.size.multipliedReportingOverflow(by: count)
      return overflow || size > Declarations.maximumSize ? nil : (size, inner.alignment)
    case .record(let name): return layout(name).map { ($0.size, $0.alignment) }
    default: return nil
    }
  }

  /// `offsetof(struct foo, a.b)`, in bytes.
  func offset(of path: [String], in type: LoweredType) -> Int? {
    var (offset, type) = (0, type)
    for name in path {
      guard case .record(let record) = type, let field = layout(record)?.fields[name], field.offset % 8 == 0
      else { return nil }
      offset += field.offset / 8
      type = field.type
    }
    return offset
  }
}
