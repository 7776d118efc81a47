import Catalogue
import KernelC
import Program

/// A function of a kernel tree as it stands there, and under each line what it was understood as.
public struct FunctionListing: Sendable {
  private let survey: FunctionSurvey
  private let text: String

  /// - Parameter text: of the function's file.
  public init(_ survey: FunctionSurvey, text: String) {
    self.survey = survey
    self.text = text
  }

  public func text(_ layout: TextLayout) -> String {
    let place = survey.function.place
    let source = text.split(separator: "\n", omittingEmptySubsequences: false)
    let bytes = Array(text.utf8)
    let last = survey.function.body.place.lastLine(in: bytes)
    var understood: [Int: [String]] = [:]
    for (line, words) in FunctionListing.lines(of: survey.procedure.body, depth: 0) {
      understood[line, default: []].append(words)
    }
    var opaque: [Int: [String]] = [:]
    let own = survey.opaquePieces
    let lineRange = place.line...max(place.line, min(last, source.count))
    var outside: [String] = []
    for piece in own {
      let words = "not understood: \(piece.text)"
      if lineRange.contains(piece.place.line), piece.place.file == place.file {
        opaque[piece.place.line, default: []].append(words)
      } else {
        outside.append("\(piece.place): \(words)")
      }
    }
    for call in survey.opaqueCalls {
      opaque[call.place.line, default: []].append("opaque call: \(call.callee)")
    }
    for statement in survey.unreached {
      opaque[statement.place.line, default: []].append("not read: no value reaches it")
    }
    for line in linesWithoutEffect(bytes, besides: Set(understood.keys).union(opaque.keys)) {
      understood[line] = [FunctionListing.noEffect]
    }
    var lines = [layout.style.paint("\(place.file): \(survey.function.name)", .bold)]
    let width = String(last).count
    for number in lineRange {
      let head = Wording.paddedLeft(String(number), width)
      lines.append("\(head)  \(Wording.harmless(FunctionListing.untabbed(source[number - 1])))".trimmedRight)
      let margin = String(repeating: " ", count: width)
      for words in understood[number] ?? [] {
        lines.append(layout.style.paint("\(margin)    | \(Wording.harmless(words))", .cyan))
      }
      for words in opaque[number] ?? [] {
        lines.append(layout.style.paint("\(margin)    ? \(Wording.harmless(words))", .boldRed))
      }
    }
    lines.append("")
    for words in outside {
      lines += Wording.wrapped(Wording.harmless(words), width: layout.width).map {
        layout.style.paint($0, .boldRed)
      }
    }
    let calls = survey.opaqueCalls.count
    lines.append(
      "\(Wording.counted(own.count, "piece")) not understood, \(Wording.counted(calls, "opaque call")); "
        + "digest \(survey.function.digest.description.prefix(32)).")
    for assumption in survey.report.assumptions {
      lines += Wording.wrapped(Wording.harmless("assumed: \(assumption)"), width: layout.width)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static let noEffect = "no effect that a model could show"

  /// Where statements end of which nothing is left: printing, barriers, arithmetic that nobody uses.
  private func linesWithoutEffect(_ bytes: [UInt8], besides told: Set<Int>) -> [Int] {
    var lines: [Int] = []
    survey.function.body.visitStatements { statement in
      switch statement.kind {
      case .expression: break
      case .declaration(let declaration) where declaration.variables.contains { $0.initializer != nil }: break
      default: return
      }
      let place = statement.place
      let last = place.lastLine(in: bytes)
      if place.file == survey.function.place.file, !(place.line...last).contains(where: told.contains) {
        lines.append(last)
      }
    }
    return lines
  }

  private static func untabbed(_ line: Substring) -> String {
    var text = ""
    for character in line {
      if character == "\t" {
        repeat { text.append(" ") } while text.count % 8 != 0
      } else {
        text.append(character)
      }
    }
    return text
  }

  /// The statements by the line that they stand for, those inside of others indented.
  private static func lines(of statements: [Statement], depth: Int) -> [(Int, String)] {
    let indent = String(repeating: "  ", count: depth)
    var lines: [(Int, String)] = []
    for statement in statements {
      let line = statement.place?.line ?? 0
      func say(_ text: String) { lines.append((line, indent + text)) }
      switch statement.kind {
      case .conditional(let condition, let then, let otherwise):
        say("if \(condition)")
        lines += self.lines(of: then, depth: depth + 1)
        if !otherwise.isEmpty {
          say("else")
          lines += self.lines(of: otherwise, depth: depth + 1)
        }
      case .whileLoop(let condition, let body):
        say("while \(condition)")
        lines += self.lines(of: body, depth: depth + 1)
      case .loop(let body):
        say("loop")
        lines += self.lines(of: body, depth: depth + 1)
      case .choose(let options):
        for option in options { say("either \(option.name)") }
      case .atomic(let atomic): say(atomic.text.isEmpty ? "one step" : atomic.text)
      default: say("\(statement)")
      }
    }
    return lines
  }
}

extension CPlace {
  /// The line on which the piece ends.
  fileprivate func lastLine(in bytes: [UInt8]) -> Int {
    line + bytes[range.clamped(to: 0..<bytes.count)].count { $0 == UInt8(ascii: "\n") }
  }
}
