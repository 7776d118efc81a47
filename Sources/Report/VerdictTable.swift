import Catalogue

extension CheckReport.Section {
  /// One row a variant, one column a cell, and how much was searched.
  func verdictTable(timings: Bool) -> TextTable {
    let names = TextTable.Column(
      heading: ["variant"], entries: rows.map { TextTable.Entry($0.variant.name, .bold) })
    var columns = subject.cells.enumerated().map { index, cell in
      TextTable.Column(
        heading: CheckReport.Section.broken(cell.id),
        entries: rows.map { row in
          let result = row.results[index]
          let mark = result.differsFromRecord ? "!" : ""
          return TextTable.Entry(result.verdict.rawValue, Style.ink(of: result.verdict), mark: mark)
        })
    }
    func numbers(_ heading: String, _ value: (CheckReport.Row) -> String) -> TextTable.Column {
      TextTable.Column(heading: [heading], entries: rows.map { .init(value($0)) }, isNumeric: true)
    }
    columns.append(numbers("states") { Wording.grouped($0.results.first?.states ?? 0) })
    columns.append(numbers("transitions") { Wording.grouped($0.results.first?.transitions ?? 0) })
    columns.append(numbers("depth") { Wording.grouped($0.results.first?.depth ?? 0) })
    if timings {
      columns.append(numbers("seconds") { $0.seconds.map(Wording.seconds) ?? "" })
    }
    return TextTable(names: names, columns: columns)
  }

  /// Ids are longer than verdicts: they are broken at points, hyphens and capitals into lines of about that length.
  static func broken(_ id: String) -> [String] {
    var pieces: [String] = []
    var piece = ""
    for character in id {
      let startsWord = character.isUppercase && piece.last?.isLowercase == true
      if startsWord || character == "." {
        pieces.append(piece)
        piece = ""
      }
      piece.append(character)
      if character == "-" {
        pieces.append(piece)
        piece = ""
      }
    }
    if !piece.isEmpty { pieces.append(piece) }
    var lines: [String] = []
    for piece in pieces {
      if let last = lines.last, last.count + piece.count <= RecordedVerdict.violated.rawValue.count {
        lines[lines.count - 1] = last + piece
      } else {
        lines.append(piece)
      }
    }
    return lines
  }
}

extension Wording {
  /// Seconds with one decimal, without a locale.
  static func seconds(_ seconds: Double) -> String {
    let tenths = Int((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
