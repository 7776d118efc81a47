/// A table of words: a heading of one or more lines, aligned columns, and blocks of columns where one line is
/// too short.
struct TextTable {
  struct Entry {
    var text: String
    var ink: Style.Ink?
    /// Stands right behind the word, in the gap between two columns.
    var mark: String

    init(_ text: String, _ ink: Style.Ink? = nil, mark: String = "") {
      self.text = text
      self.ink = ink
      self.mark = mark
    }
  }

  struct Column {
    /// The heading, broken where it may break.
    var heading: [String]
    var entries: [Entry]
    var isNumeric = false

    var width: Int {
      (heading.map(\.count) + entries.map(\.text.count)).max() ?? 0
    }
  }

  /// The first column names the rows and is repeated in every block.
  var names: Column
  var columns: [Column]

  static let gap = 2

  func lines(width: Int, style: Style) -> [String] {
    var lines: [String] = []
    for block in blocks(width: width) {
      if !lines.isEmpty { lines.append("") }
      lines += self.lines(of: [names] + block, style)
    }
    return lines
  }

  /// Columns that stand side by side. Numbers stay together: they have a block of their own before they are
  /// torn.
  private func blocks(width: Int) -> [[Column]] {
    // The mark of the last column needs a place too.
    let room = width - names.width - 1
    func needed(_ columns: [Column]) -> Int { columns.reduce(0) { $0 + $1.width + TextTable.gap } }
    guard needed(columns) > room else { return [columns] }
    var blocks: [[Column]] = []
    for column in columns {
      let isTorn = column.isNumeric && blocks.last?.last?.isNumeric == false
      if let last = blocks.last, !isTorn, needed(last + [column]) <= room {
        blocks[blocks.count - 1].append(column)
      } else {
        blocks.append([column])
      }
    }
    return blocks
  }

  private func lines(of columns: [Column], _ style: Style) -> [String] {
    let height = columns.map(\.heading.count).max() ?? 0
    var lines: [String] = []
    for level in 0..<height {
      lines.append(
        joined(columns) { column in
          // Short headings stand at the bottom, next to what they name.
          let index = level - (height - column.heading.count)
          return Entry(index < 0 ? "" : column.heading[index], .faint)
        } style: {
          style.paint($0, $1)
        })
    }
    for row in names.entries.indices {
      lines.append(
        joined(columns) {
          $0.entries[row]
        } style: {
          style.paint($0, $1)
        })
    }
    return lines
  }

  private func joined(
    _ columns: [Column], entry: (Column) -> Entry, style: (String, Style.Ink?) -> String
  ) -> String {
    var line = ""
    var pending = 0
    for column in columns {
      let entry = entry(column)
      let padding = max(0, column.width - entry.text.count)
      if column.isNumeric { pending += padding }
      if !entry.text.isEmpty {
        line += String(repeating: " ", count: pending)
        pending = 0
        line += style(entry.text, entry.ink) + style(entry.mark, .boldRed)
      }
      pending += TextTable.gap - entry.mark.count + (column.isNumeric ? 0 : padding)
    }
    return line
  }
}
