extension Graph {
  /// The value of a cell for people: its declared name, NULL or the slot of a pool, or a number. A number out
  /// of a set is an address or a word of flags more often than a count, so it is hexadecimal from 2^16 on,
  /// and from -2^16 down as the bits of a `u64`.
  public func text(of value: Int, in cell: Int) -> String {
    let cell = cells[cell]
    if case .variable(let variable, _) = cell.role, let name = variables[variable].valueNames[value] {
      return name
    }
    if let pool = cell.pool {
      if value < 0 { return "ERR_PTR(\(value))" }
      return value == 0 ? "NULL" : "\(pools[pool].name) \(value)"
    }
    guard cell.values != nil, value.magnitude >= 1 << 16 else { return String(value) }
    return "0x\(String(UInt(bitPattern: value), radix: 16))"
  }
}
