import KernelC

/// What stands in a user's file and is not understood, whether anything reaches it or not: who wrote it has
/// meant something by it.
struct CFilePieces {
  private let file: CFile
  private let directives: CFileDirectives

  init(_ file: CFile, _ directives: CFileDirectives) {
    self.file = file
    self.directives = directives
  }

  func added(to report: CReport) -> CReport {
    var report = report
    // What the program reaches is listed by the reading, with words of its own.
    let known = report.opaquePieces.map(\.place)
    func isKnown(_ place: CPlace) -> Bool {
      known.contains { $0.file == place.file && $0.range.overlaps(place.range) }
    }
    report.opaquePieces += pieces.filter { !isKnown($0.place) }
    for assumption in assumptions where !report.assumptions.contains(assumption) {
      report.assumptions.append(assumption)
    }
    return report
  }

  /// What was assumed to leave in, or out, something that the case is made of.
  private var assumptions: [String] {
    file.decisions.filter { decision in
      file.text[decision.range.clamped(to: file.text.indices)]
        .split { !CFilePieces.isPartOfWord($0) }
        .contains { CFileDirectives.isOwn(String(decoding: $0, as: UTF8.self)) }
    }.flatMap { $0.assumptions.map { "\($0)" } }
  }

  private static func isPartOfWord(_ byte: UInt8) -> Bool {
    let character = Character(UnicodeScalar(byte))
    return character.isLetter || character.isNumber || byte == UInt8(ascii: "_")
  }

  private var pieces: [CReport.OpaquePiece] {
    let opaque = (file.directives + file.opaqueNodes).map {
      piece($0.text, "\($0.reason)", kind: $0.reason.kind, $0.place)
    }
    let assembly = file.items.compactMap { item in
      if case .assembly(let assembly, let place) = item {
        piece("asm(\(assembly.text))", "assembly is not read", place)
      } else {
        nil
      }
    }
    let macros = directives.unknownItems.map {
      piece("\($0.name)(...)", "nothing is known of this macro", $0.place)
    }
    return (opaque + assembly + macros).sorted { $0.place.range.lowerBound < $1.place.range.lowerBound }
  }

  private func piece(
    _ text: String, _ reason: String, kind: String? = nil, _ place: CPlace
  ) -> CReport.OpaquePiece {
    .init(text: text, reason: reason, kind: kind, function: function(around: place), place: place)
  }

  private func function(around place: CPlace) -> String {
    let bodies =
      file.functions.map { ($0.name, $0.place) } + directives.tasks.map { ($0.name, $0.body.place) }
      + directives.interrupts.map { ($0.name, $0.body.place) }
    return bodies.first { $0.1.range.overlaps(place.range) }?.0 ?? "the file"
  }
}
