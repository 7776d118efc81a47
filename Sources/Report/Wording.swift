/// Small things that all renderers say in the same way.
public enum Wording {
  /// 1,234,567: counts of states are read by people.
  public static func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var text = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// `no faults`, `1 fault`, `2 faults`.
  public static func counted(_ number: Int, _ noun: String, plural: String? = nil) -> String {
    let word = number == 1 ? noun : plural ?? noun + "s"
    return "\(number == 0 ? "no" : grouped(number)) \(word)"
  }

  /// `a`, `a and b`, `a, b and c`.
  public static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }

  /// Breaks words into lines of at most `width` characters. A longer word gets a line of its own.
  public static func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if line.isEmpty {
        line = String(word)
      } else if line.count + 1 + word.count <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// `text` in lines under a label: the label stands before the first, the others are indented alike.
  public static func labelled(_ label: String, _ text: String, indentation: Int, width: Int) -> [String] {
    let lines = wrapped(text, width: max(20, width - indentation))
    return lines.enumerated().map { index, line in
      padded(index == 0 ? label : "", indentation) + line
    }
  }

  public static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  public static func paddedLeft(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// Cuts a line at `width` and says that it was cut.
  static func clipped(_ text: String, _ width: Int) -> String {
    text.count <= width ? text : String(text.prefix(max(0, width - 3))) + "..."
  }

  /// What came from outside may hold bytes that a terminal obeys: they are shown, not sent.
  public static func harmless(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      let isDirection = (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
      if isControl || isDirection {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension String {
  var trimmedRight: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
