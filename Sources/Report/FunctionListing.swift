import Catalogue
import KernelC
import Program

/// A function of a kernel tree as it stands there, and under each line what it was understood as.
public struct FunctionListing: Sendable {
  private let survey: FunctionSurvey
  private let file: CFile
  /// Other files that define a function of this name.
  private let others: [String]

  /// - Parameters:
  ///   - file: the function's.
  ///   - others: files that define another function of this name.
  public init(_ survey: FunctionSurvey, in file: CFile, others: [String] = []) {
    self.survey = survey
    self.file = file
    self.others = others
  }

  public func text(_ layout: TextLayout) -> String {
    let function = survey.function
    let source = String(decoding: file.text, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    let first = function.place.line
    let last = max(first, min(function.body.place.lastLine(in: file.text), source.count))
    let names = ListedNames(survey.procedure.body, line: first, function.body.pointerUses)
    var told = told(names)
    var outside: [String] = []
    for piece in survey.opaquePieces {
      let words = "not understood: \(piece.text)"
      if (first...last).contains(piece.place.line), piece.place.file == function.place.file {
        told.opaque[piece.place.line, default: []].append(words)
      } else {
        outside.append("\(piece.place): \(words)")
      }
    }
    note(uncompiled(source, first...last), in: &told)

    var lines = [layout.style.paint("\(function.place.file): \(function.name)", .bold)]
    let width = String(last).count
    let margin = String(repeating: " ", count: width)
    for number in first...last {
      let head = Wording.paddedLeft(String(number), width)
      lines.append("\(head)  \(Wording.harmless(FunctionListing.untabbed(source[number - 1])))".trimmedRight)
      for words in told.understood[number] ?? [] {
        lines.append(layout.style.paint("\(margin)    | \(Wording.harmless(words))", .cyan))
      }
      for words in told.opaque[number] ?? [] {
        lines.append(layout.style.paint("\(margin)    ? \(Wording.harmless(words))", .boldRed))
      }
    }
    lines.append("")
    for words in outside {
      lines += Wording.wrapped(Wording.harmless(words), width: layout.width).map {
        layout.style.paint($0, .boldRed)
      }
    }
    lines += remarks(names, layout)
    return lines.joined(separator: "\n") + "\n"
  }

  private func remarks(_ names: ListedNames, _ layout: TextLayout) -> [String] {
    let (pieces, calls) = (survey.opaquePieces.count, survey.opaqueCalls.count)
    var lines = [
      "\(Wording.counted(pieces, "piece")) not understood, \(Wording.counted(calls, "opaque call")); "
        + "digest \(survey.function.digest.description.prefix(32))."
    ]
    var sentences = survey.report.assumptions.map { "assumed: \(names.named($0))" }
    if !others.isEmpty {
      let more = others.count > 4 ? ["\(others.count - 4) more"] : []
      sentences.append(
        "also defined in \(Wording.list(others.prefix(4) + more)): --follow FILE shows the one in that file")
    }
    for sentence in sentences {
      lines += Wording.wrapped(Wording.harmless(sentence), width: layout.width)
    }
    return lines
  }

  // MARK: What is told under each line

  /// What a line was understood as, and what was not understood.
  private struct Told {
    var understood: [Int: [String]] = [:]
    var opaque: [Int: [String]] = [:]
  }

  private func told(_ names: ListedNames) -> Told {
    let extents = SourceExtents(survey.function.body, in: file.text)
    let calls = ListedCalls(survey.function.body)
    let program = ListedProgram(
      survey.procedure.body, line: survey.function.place.line, extents: extents
    ) { statement, line in
      FunctionListing.text(of: statement, on: line, names, calls)
    }
    var told = Told()
    var depths: [Int: Int] = [:]
    for entry in program.entries {
      told.understood[entry.line, default: []].append(FunctionListing.indented(entry.text, entry.depth))
      depths[entry.line] = entry.depth
    }
    func say(_ words: String, _ line: Int) {
      let depth = depths[line] ?? extents.depths[line] ?? 0
      told.opaque[line, default: []].append(FunctionListing.indented(words, depth))
    }
    for call in survey.opaqueCalls {
      say("opaque call: \(calls.text(call.callee, at: call.place))", call.place.line)
    }
    for statement in survey.unreached { say("not read: no value reaches it", statement.place.line) }
    for line in linesWithoutEffect(besides: Set(told.understood.keys).union(told.opaque.keys)) {
      told.understood[line] = [FunctionListing.noEffect]
    }
    return told
  }

  private static let noEffect = "no effect that a model could show"

  private static func indented(_ text: String, _ depth: Int) -> String {
    String(repeating: "  ", count: depth) + text
  }

  private static func text(
    of statement: Statement, on line: Int, _ names: ListedNames, _ calls: ListedCalls
  ) -> String {
    func listed(_ arguments: [Expression]) -> String { arguments.map(names.text).joined(separator: ", ") }
    func assigning(_ result: Expression?) -> String { result.map { "\(names.text($0)) = " } ?? "" }
    switch statement.kind {
    case .conditional(let condition, _, _): return "if \(names.text(condition))"
    case .whileLoop(let condition, _): return "while \(names.text(condition))"
    case .loop: return "loop"
    case .assign(let target, let value): return "\(names.text(target)) = \(names.text(value))"
    case .call(let result, let procedure, let arguments):
      // What is not followed has no arguments in the program, and allocations have their pool in the name.
      guard arguments.isEmpty else { return "\(assigning(result))\(procedure)(\(listed(arguments)))" }
      let plain = procedure.hasSuffix(")") ? procedure : "\(procedure)()"
      return assigning(result) + (calls.text(procedure, on: line) ?? names.named(plain))
    case .dispatch(let result, let selector, _, let arguments):
      return assigning(result) + "callback[\(names.text(selector))](\(listed(arguments)))"
    case .returnValue(let value): return value.map { "return \(names.text($0))" } ?? "return"
    case .require(let finding, let condition): return "require \(finding): \(names.text(condition))"
    case .label(let name): return "\(ownName(ofLabel: name)):"
    case .goto(let name): return "goto \(ownName(ofLabel: name))"
    default: return names.named("\(statement)")
    }
  }

  /// Labels of the source are kept apart from those that statements bring.
  private static func ownName(ofLabel name: String) -> Substring {
    name.hasPrefix("C ") ? name.dropFirst(2) : name[...]
  }

  /// Where statements end of which nothing is left: printing, barriers, arithmetic that nobody uses.
  private func linesWithoutEffect(besides told: Set<Int>) -> [Int] {
    var lines: [Int] = []
    survey.function.body.visitStatements { statement in
      switch statement.kind {
      case .expression: break
      case .declaration(let declaration) where declaration.variables.contains { $0.initializer != nil }: break
      default: return
      }
      let place = statement.place
      let last = place.lastLine(in: file.text)
      if place.file == survey.function.place.file, !(place.line...last).contains(where: told.contains) {
        lines.append(last)
      }
    }
    return lines
  }

  private func uncompiled(_ source: [Substring], _ lines: ClosedRange<Int>) -> [Int: String] {
    var offsets = [0]
    for line in source { offsets.append(offsets.last! + line.utf8.count + 1) }
    return UncompiledLines(
      source, lines: lines, statements: SourceExtents(survey.function.body, in: file.text).lines,
      offsets: offsets, decisions: file.decisions
    ).reasons
  }

  private func note(_ uncompiled: [Int: String], in told: inout Told) {
    for (line, reason) in uncompiled where told.opaque[line] == nil {
      told.understood[line, default: []].append(reason)
    }
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
}
