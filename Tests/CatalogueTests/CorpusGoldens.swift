/// Exact searches of the teaching files: states, transitions, and the length of the path to each violated
/// cell.
enum CorpusGoldens {
  static let searches: [String: String] = [:]
}
