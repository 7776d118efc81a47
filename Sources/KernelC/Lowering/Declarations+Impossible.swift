/// What a file may say and no compiler accepts: sizes without an end.
extension Declarations {
  /// Records that contain themselves, as members or by way of other records, in the order of their names.
  func recordsInThemselves(_ records: [String: CRecord]) -> [CRecord] {
    /// Those of which it is known that they end.
    var finite: Set<String> = []
    func isFinite(_ name: String, _ around: Set<String>) -> Bool {
      guard !finite.contains(name), let record = records[name] else { return true }
      guard !around.contains(name), around.count < CLowering.maximumRecordDepth else { return false }
      let around = around.union([name])
      for member in record.members {
        guard let written = member.type else { continue }
        var type = self.type(written)
        while case .array(let element, _) = type { type = element }
        if case .record(let inner) = type, !isFinite(inner, around) { return false }
      }
      finite.insert(name)
      return true
    }
    return records.keys.sorted().filter { !isFinite($0, []) }.compactMap { records[$0] }
  }

  /// Nil if it is more than a number can say.
  static func product(_ size: Int, _ count: Int) -> Int? {
    let (product, overflow) = size.multipliedReportingOverflow(by: count)
    return overflow ? nil : product
  }
}
