/// What the cells of a domain may hold.
struct CellBounds: CustomStringConvertible {
  var lowest: Int
  var highest: Int
  /// The pool of a pointer.
  var pool: Int?
  /// The values behind what is held, if the domain is a set.
  var values: ValueSet?

  /// What a cell holds for the value, nil for a value outside of the domain.
  func content(of value: Int) -> Int? {
    if let values { return values.content(of: value) }
    return (lowest...highest).contains(value) ? value : nil
  }

  var description: String {
    values.map { "{\($0.values.map(String.init).joined(separator: ", "))}" } ?? "\(lowest)...\(highest)"
  }
}
