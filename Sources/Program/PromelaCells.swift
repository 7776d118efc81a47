/// How each cell of the graph stands in the Promela text: as a variable or as an element of an array, and of
/// which type.
struct PromelaCells {
  /// A variable of the text, for one cell or for all elements of an array.
  struct Declared {
    var name: String
    var first: Int
    var count: Int
    var type: String
    /// What is taken off a value before it is stored: 0 unless the range does not fit into an `int`.
    var offset: Int
  }

  let cells: [Cell]
  private(set) var declared: [Declared] = []
  /// For each cell, its index in `declared`.
  private var owner: [Int] = []
  let tables: PromelaTables

  init(_ graph: Graph) {
    cells = graph.cells
    var names = PromelaNames()
    tables = PromelaTables(graph, &names)
    var index = 0
    while index < cells.count {
      let cell = cells[index]
      var (name, count) = (cell.name, 1)
      if case .variable(let variable, .some) = cell.role {
        name = graph.variables[variable].name
        count = graph.variables[variable].count ?? 1
      }
      let offset = PromelaCells.offset(of: cell)
      declared.append(
        Declared(
          name: names.name(for: name), first: index, count: count,
          type: PromelaCells.type(lowest: cell.lowest - offset, highest: cell.highest - offset, count: count),
          offset: offset))
      for _ in 0..<count { owner.append(declared.count - 1) }
      index += count
    }
  }

  private static func offset(of cell: Cell) -> Int {
    if cell.lowest >= Int(Int32.min) && cell.highest <= Int(Int32.max) { return 0 }
    // The bounds differ by less than 2^32, so half of an `int` or all of it is enough.
    return cell.highest - cell.lowest <= Int(Int32.max) ? cell.lowest : cell.lowest - Int(Int32.min)
  }

  private static func type(lowest: Int, highest: Int, count: Int) -> String {
    if lowest >= 0 && highest <= 255 { return highest <= 1 && count == 1 ? "bit" : "byte" }
    return lowest >= Int(Int16.min) && highest <= Int(Int16.max) ? "short" : "int"
  }

  /// The variable or element that holds the cell.
  func reference(_ cell: Int) -> String {
    let variable = declared[owner[cell]]
    return variable.count == 1 ? variable.name : "\(variable.name)[\(cell - variable.first)]"
  }

  /// The array that begins at `base`; an array of one element is a variable without an index.
  func array(_ base: Int, index: String) -> String {
    let variable = declared[owner[base]]
    return variable.count == 1 ? variable.name : "\(variable.name)[\(index)]"
  }

  func offset(_ cell: Int) -> Int { declared[owner[cell]].offset }

  /// Declarations with the values of the initial state.
  func declarations(initial: [Int]) -> [String] {
    declared.map { variable in
      let cell = cells[variable.first]
      let values = (variable.first..<(variable.first + variable.count)).map { initial[$0] - variable.offset }
      var line = "\(variable.type) \(variable.name)"
      if variable.count > 1 { line += "[\(variable.count)]" }
      if values.contains(where: { $0 != values[0] }) {
        line += " = { \(values.map(PromelaCells.literal).joined(separator: ", ")) }"
      } else if values[0] != 0 {
        line += " = \(PromelaCells.literal(values[0]))"
      }
      let stored = variable.offset == 0 ? "" : ", stored less \(variable.offset)"
      let numbered = cell.values.map { ", which number \(PromelaCells.list($0.values))" } ?? ""
      return line
        + ";  /* \(promelaComment(cell.name)): \(cell.lowest)...\(cell.highest)\(stored)\(numbered) */"
    }
  }

  private static func list(_ values: [Int]) -> String {
    "{\(values.map(String.init).joined(separator: ", "))}"
  }

  /// A value that fits into an `int`. The least one has no literal, neither in Promela nor in C.
  static func literal(_ value: Int) -> String {
    if value == Int(Int32.min) { return "(-2147483647 - 1)" }
    return value < 0 ? "(-\(-value))" : String(value)
  }
}
