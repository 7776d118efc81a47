import KernelTreeSupport

@testable import KernelC

/// Where the functions of a file call what, as our parser has it.
///
/// Coccinelle follows no configuration: it reads all branches of conditional compilation. So the file is read
/// with every symbol of the configuration set, with none, and with each one alone not set, and the calls are
/// those of all readings. A branch that wants yet another mixture is in none of them, and would show as a
/// difference. Coccinelle does not expand the macros of a file either, so they are kept here.
enum ReaderCalls {
  static func calls(in text: [UInt8], path: String) throws -> [String: Set<CallSite>] {
    let none = ParseOptions(isConfigurationWhole: true)
    var macros = Set(ConfigurationTest.allCases.map(\.rawValue))
    for options in [ParseOptions(), none] {
      macros.formUnion(try CFile(parsing: text, path: path, options: options).macros.map(\.name))
    }
    var result: [String: Set<CallSite>] = [:]
    func read(_ options: ParseOptions) throws -> [CAssumption] {
      var options = options
      options.keep = macros
      let file = try CFile(parsing: text, path: path, options: options)
      for function in file.functions {
        result[function.name, default: []].formUnion(calls(in: function.body))
      }
      return file.assumptions
    }
    _ = try read(none)
    for assumption in try read(ParseOptions()) where assumption.value == .enabled {
      _ = try read(ParseOptions(configuration: [assumption.symbol: "n"]))
    }
    return result
  }

  private static func calls(in body: CStatement) -> Set<CallSite> {
    var calls: Set<CallSite> = []
    body.visitExpressions { expression in
      guard case .call(let callee, _) = expression.kind else { return }
      calls.insert(
        CallSite(CPrinter.text(of: callee), line: expression.place.line, column: expression.place.column))
    }
    // A macro that defines a variable is no expression.
    body.visitStatements { statement in
      guard case .declaration(let declaration) = statement.kind else { return }
      for use in declaration.variables.compactMap(\.definedBy) {
        calls.insert(CallSite(use.name, line: use.place.line, column: use.place.column))
      }
    }
    return calls
  }

  /// The text with spaces in the place of each `asm goto (...)`. Neither reader looks into assembly, but
  /// Coccinelle 1.1.1 gives up the whole function.
  static func withoutJumpingAssembly(_ text: [UInt8]) -> [UInt8] {
    var result = text
    var start = 0
    while let found = first("asm goto", in: result, from: start) {
      var (index, depth, isString) = (found, 0, false)
      while index < text.count {
        let byte = text[index]
        if byte != UInt8(ascii: "\n") { result[index] = UInt8(ascii: " ") }
        index += 1
        if byte == UInt8(ascii: "\\") && isString {
          if index < text.count { result[index] = UInt8(ascii: " ") }
          index += 1
        } else if byte == UInt8(ascii: "\"") {
          isString.toggle()
        } else if byte == UInt8(ascii: "("), !isString {
          depth += 1
        } else if byte == UInt8(ascii: ")"), !isString {
          depth -= 1
          if depth == 0 { break }
        }
      }
      start = index
    }
    return result
  }

  private static func first(_ words: String, in text: [UInt8], from start: Int) -> Int? {
    let wanted = Array(words.utf8)
    guard start + wanted.count <= text.count else { return nil }
    return (start...(text.count - wanted.count)).first {
      text[$0] == wanted[0] && text[$0...].starts(with: wanted)
    }
  }
}
