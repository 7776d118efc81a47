/// The name that somebody may have meant.
public enum NearestName {
  /// The candidate with the fewest edits, if they are few enough to be a slip; of equals, the first.
  public static func suggestion(for name: String, among candidates: [String]) -> String? {
    let wanted = Array(name.prefix(maximumLength).utf8)
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let distance = distance(wanted, Array(candidate.utf8))
      if distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    guard let best, !wanted.isEmpty else { return nil }
    if best.distance <= max(1, best.name.utf8.count / 3) { return best.name }
    return candidates.first { $0.utf8.starts(with: wanted) }
  }

  /// A word from outside is cut before it is compared: the table grows with its length.
  private static let maximumLength = 128

  /// Levenshtein's distance, with a swap of neighbours as one edit.
  static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for row in a.indices {
      var current = [row + 1]
      for column in b.indices {
        let replaced = last[column] + (a[row] == b[column] ? 0 : 1)
        var least = min(replaced, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, a[row] == b[column - 1], a[row - 1] == b[column] {
          least = min(least, beforeLast[column - 1] + 1)
        }
        current.append(least)
      }
      beforeLast = last
      last = current
    }
    return last[b.count]
  }
}
