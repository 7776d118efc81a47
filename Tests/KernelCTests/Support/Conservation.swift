import Testing

@testable import KernelC

/// Nothing is dropped: the names and numbers of a function's tokens are those of what is printed of its tree.
enum Conservation {
  static func check(_ text: [UInt8], path: String, options: ParseOptions = ParseOptions()) throws {
    var preprocessor = Preprocessor(path: path, text: text, options: options)
    preprocessor.run()
    let tokens = preprocessor.output
    var symbols = preprocessor.symbols
    let file = try CFile(parsing: text, path: path, options: options)
    for function in file.functions where function.place.macro == nil {
      // What comes out of a macro stands inside of the range as well.
      let range = function.body.place.range
      let own = tokens.filter { range.contains(Int($0.lower)) }
      let before = names(own, &symbols)
      var printed = Preprocessor(
        path: path, text: Array(CPrinter.text(of: function.body).utf8),
        options: ParseOptions(keep: Set(ConfigurationTest.allCases.map(\.rawValue)), limits: options.limits))
      printed.run()
      var after = names(printed.output, &printed.symbols)
      for (name, count) in before {
        #expect(after[name, default: 0] == count, "\(path): \(function.name) has \(name) \(count) times")
        after[name] = nil
      }
      #expect(after.isEmpty, "\(path): \(function.name) has got \(after.keys.sorted())")
    }
  }

  /// How often each name stands there. Words with several spellings, and what the tree says in another way,
  /// are left out.
  private static func names(_ tokens: some Sequence<Token>, _ symbols: inout SymbolTable) -> [String: Int] {
    var result: [String: Int] = [:]
    for token in tokens where token.kind == .identifier {
      switch symbols.roles[token.symbol.index] {
      case .keyword(let keyword):
        guard
          [.if, .while, .for, .switch, .case, .goto, .return, .break, .continue, .sizeof, .struct].contains(
            keyword)
        else { continue }
      case .qualifier: continue
      default: break
      }
      result[symbols.text(token.symbol), default: 0] += 1
    }
    return result
  }
}
