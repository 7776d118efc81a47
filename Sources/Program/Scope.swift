/// The variables and pools of a model by name, and the cells that they become.
struct Scope {
  static let maximumElements = 4096
  /// A cell's number has to fit into 16 bits.
  static let maximumCells = 65_535

  struct Entry {
    var variable: Int
    var base: Int
    var count: Int?
    var storage: Variable.Storage
  }

  private(set) var cells: [Cell] = []
  private(set) var entries: [String: Entry] = [:]
  private(set) var pools: [String: Int] = [:]
  private let model: Model

  init(_ model: Model) throws(ModelError) {
    self.model = model
    for (index, pool) in model.pools.enumerated() {
      guard (1...255).contains(pool.slots) else {
        throw ModelError(.badDomain, "pool \(pool.name) has \(pool.slots) slots; 1 to 255 are possible")
      }
      guard pools.updateValue(index, forKey: pool.name) == nil else {
        throw ModelError(.doubledName, "pool \(pool.name) is declared twice")
      }
    }
    for (index, variable) in model.variables.enumerated() {
      let bounds = try bounds(of: variable.domain, for: variable.name, at: nil)
      let count = variable.count ?? 1
      guard (1...Scope.maximumElements).contains(count) else {
        throw ModelError(
          .tooLarge, "\(variable.name) has \(count) elements; 1 to \(Scope.maximumElements) are possible")
      }
      guard cells.count + count <= Scope.maximumCells else {
        throw ModelError(.tooLarge, "the variables have more than \(Scope.maximumCells) elements in all")
      }
      guard variable.initial.count == 1 || variable.initial.count == count else {
        throw ModelError(
          .badDomain, "\(variable.name) needs one initial value, or one for each of its elements")
      }
      let initial = variable.initial.compactMap { bounds.content(of: $0) }
      guard initial.count == variable.initial.count else {
        throw ModelError(.badDomain, "an initial value of \(variable.name) lies outside \(bounds)")
      }
      let entry = Entry(variable: index, base: cells.count, count: variable.count, storage: variable.storage)
      guard entries.updateValue(entry, forKey: variable.name) == nil else {
        throw ModelError(.doubledName, "variable \(variable.name) is declared twice")
      }
      for element in 0..<count {
        cells.append(
          Cell(
            name: variable.count == nil ? variable.name : "\(variable.name)[\(element)]",
            lowest: bounds.lowest, highest: bounds.highest,
            initial: initial[initial.count == 1 ? 0 : element],
            role: .variable(index, element: variable.count == nil ? nil : element), pool: bounds.pool,
            values: bounds.values))
      }
    }
  }

  /// What a cell of the domain holds. A local holds 0 before it is assigned, so its cell has room for that
  /// too.
  func bounds(
    of domain: Domain, for name: String, includingZero: Bool = false, at place: SourcePlace?
  ) throws(ModelError) -> CellBounds {
    switch domain {
    case .range(let range):
      let lowest = includingZero ? min(0, range.lowerBound) : range.lowerBound
      let highest = includingZero ? max(0, range.upperBound) : range.upperBound
      let (span, overflow) = highest.subtractingReportingOverflow(lowest)
      guard !overflow, span < 1 << 32 else {
        let also = includingZero ? ", the 0 of an unassigned local included" : ""
        throw ModelError(.badDomain, "the range of \(name) has more than 2^32 values\(also)", at: place)
      }
      return CellBounds(lowest: lowest, highest: highest)
    case .values(let declared):
      guard (1...ValueSet.maximumCount).contains(declared.values.count) else {
        let count = "\(declared.values.count) values; 1 to \(ValueSet.maximumCount) are possible"
        throw ModelError(.badDomain, "the set of \(name) has \(count)", at: place)
      }
      let set = includingZero ? declared.union([0]) : declared
      return CellBounds(lowest: set.lowest, highest: set.highest, values: set)
    case .pointer(let poolName):
      guard let pool = pools[poolName] else {
        throw ModelError(
          .unknownName, "\(name) points into pool \(poolName), which is not declared", at: place)
      }
      return CellBounds(lowest: 0, highest: model.pools[pool].slots, pool: pool)
    case .pointerOrError(let poolName, let lowest):
      guard -4095 ... -1 ~= lowest else {
        throw ModelError(
          .badDomain, "\(name) holds errors down to \(lowest); -4095 to -1 are possible", at: place)
      }
      var bounds = try self.bounds(
        of: .pointer(to: poolName), for: name, includingZero: includingZero, at: place)
      bounds.lowest = lowest
      return bounds
    }
  }

  func entry(_ name: String, indexed: Bool, at place: SourcePlace?) throws(ModelError) -> Entry {
    guard let entry = entries[name] else {
      throw ModelError(.unknownName, "variable \(name) is not declared", at: place)
    }
    guard (entry.count != nil) == indexed else {
      throw ModelError(
        .badIndex, indexed ? "\(name) is no array" : "\(name) is an array and needs an index", at: place)
    }
    return entry
  }
}
