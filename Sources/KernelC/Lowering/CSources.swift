/// Files that programs are read from, with all that they declare: made once for several readings.
public struct CSources: Sendable {
  let declarations: Declarations
  /// Those that can be followed, by name.
  let functions: [String: CFunction]
  let stubs: [String: CFunction]
  /// Defined or declared in the files, unless a stub file replaces them.
  let variables: Set<String>
  /// Those that can be followed, and stubs.
  private let files: [CFile]
  private let macros: [String: [CMacro]]

  /// - Parameters:
  ///   - files: those whose functions can be followed.
  ///   - stubs: files that say how functions behave that are not followed.
  ///   - headers: files that only declare.
  public init(_ files: [CFile], stubs: [CFile] = [], headers: [CFile] = []) {
    // What a stub file defines replaces a variable of the tree.
    declarations = Declarations(files + stubs + headers, overriding: stubs)
    variables = Set(files.flatMap(\.variables).map(\.name)).subtracting(
      stubs.flatMap(\.variables).map(\.name))
    functions = Dictionary(files.flatMap(\.functions).map { ($0.name, $0) }) { first, _ in first }
    self.stubs = Dictionary(stubs.flatMap(\.functions).map { ($0.name, $0) }) { first, _ in first }
    self.files = files + stubs
    macros = Dictionary(grouping: (files + stubs + headers).flatMap(\.macros)) { $0.name }
  }

  /// The function of this name that a reading would follow.
  public func function(_ name: String) -> CFunction? { functions[name] }
}

// MARK: Assumptions

extension CSources {
  /// What conditional compilation assumed about anything that these pieces depend on: they stand under the
  /// condition, or it stands in them, or what they use is defined there. Each symbol once.
  ///
  /// - Parameter pieces: the functions that were read, blocks, expressions.
  func assumptions(of pieces: [CPlace]) -> [CAssumption] {
    var words: Set<String> = []
    var ranges: [String: [Range<Int>]] = [:]
    for piece in pieces {
      guard let file = files.first(where: { $0.path == piece.file }) else { continue }
      ranges[file.path, default: []].append(piece.range)
      words.formUnion(file.words(in: piece.range))
    }
    addWordsOfMacros(to: &words)
    var found: [CAssumption] = []
    var told: Set<String> = []
    for file in files {
      let own = ranges[file.path] ?? []
      let others = file.functions.map(\.place.range).filter { !own.contains($0) }
      let macros = file.macros.filter { words.contains($0.name) }.map(\.place.range)
      for decision in file.decisions.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
        let isPart = (own + macros).contains { $0.overlaps(decision.range) }
        // What stands in another function matters to nobody else.
        let isElsewhere = others.contains { $0.contains(decision.range.lowerBound) }
        let isUsed = !isElsewhere && decision.names.map { !$0.isDisjoint(with: words) } ?? true
        guard isPart || isUsed else { continue }
        for assumption in decision.assumptions where told.insert(assumption.symbol).inserted {
          found.append(assumption)
        }
      }
    }
    return found
  }

  /// What is used through macros is used.
  private func addWordsOfMacros(to words: inout Set<String>) {
    var waiting = Array(words)
    while let word = waiting.popLast() {
      for token in (macros[word] ?? []).flatMap(\.tokens) where token.kind == .identifier {
        if words.insert(token.text).inserted { waiting.append(token.text) }
      }
    }
  }
}

extension CFile {
  /// Everything in a part of the file that looks like a name, words of comments included.
  fileprivate func words(in range: Range<Int>) -> Set<String> {
    var words: Set<String> = []
    for word in text[range.clamped(to: 0..<text.count)].split(whereSeparator: { !$0.isPartOfName }) {
      words.insert(String(decoding: word, as: UTF8.self))
    }
    return words
  }
}

extension UInt8 {
  fileprivate var isPartOfName: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
