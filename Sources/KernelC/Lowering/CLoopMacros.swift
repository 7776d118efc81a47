import Machine

/// Loops whose names only a header explains: `for_each_active_irq(irq) { ... }`. The parser reads them as a
/// call with a statement behind it; given the macros here, it reads what they stand for.
public enum CLoopMacros {
  /// The macros of the headers that the loops of a file stand for, and the loops that those are made of.
  public static func needed(by file: CFile, from headers: [CFile]) -> [CMacro] {
    var waiting: [String] = []
    for function in file.functions {
      function.body.visitStatements { statement in
        if case .callWithBody(let call, _) = statement.kind, let name = call.namedCall?.name, !isKnown(name) {
          waiting.append(name)
        }
      }
    }
    guard !waiting.isEmpty else { return [] }
    var macros: [CMacro] = []
    var seen: Set<String> = []
    while let name = waiting.popLast() {
      guard seen.insert(name).inserted, let macro = headers.lazy.compactMap({ $0.macro(name) }).first else {
        continue
      }
      macros.append(macro)
      for token in macro.tokens where token.text.contains("for_each") && !isKnown(token.text) {
        waiting.append(token.text)
      }
    }
    return macros.sorted { $0.name < $1.name }
  }

  /// Whether the loop has a meaning of its own.
  private static func isKnown(_ name: String) -> Bool {
    CLowering.maskLoops.contains(name) || CLowering.isListLoop(name) || name == "scoped_guard"
  }
}
