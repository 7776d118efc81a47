import KernelC
import Machine

/// What keeps a file from being a case although each of its macros is used as it should be.
extension CFileDirectives {
  mutating func collectRequirements(_ body: CStatement) throws(CFileError) {
    for call in body.namedCalls where call.name == CFileDirectives.requirement {
      guard call.arguments.count == 2, let name = call.arguments[0].identifier else {
        throw .directive(call.name, call.place, "takes a name and an expression")
      }
      // The same may be asked in several places.
      if requirements.contains(where: { $0.name == name }) { continue }
      requirements.append(.init(name, call.arguments[1]))
      named.append((name, call.place))
    }
  }

  func check(_ file: CFile) throws(CFileError) {
    try checkClosed(file)
    try checkWords(file)
    try checkFunctions(file)
    try checkJumps(file)
    var places: [String: CPlace] = [:]
    for (name, place) in named {
      if CFileDirectives.reserved.contains(name) {
        throw .refused(place, "\(name) is a name that every file has: use another one")
      }
      if let first = places.updateValue(place, forKey: name) { throw .doubled(name, place, first) }
    }
    guard !tasks.isEmpty || !interrupts.isEmpty || !initialisers.isEmpty else {
      throw .nothingToRun(file.path)
    }
  }

  static let requirement = "BRINGUP_REQUIRE"

  /// Names of cells, of findings and of contexts.
  private static let reserved = Set(
    CFileSystem.common.map(\.id) + BuiltInViolation.findings.map(\.id) + BuiltInViolation.crashes.map(\.id)
      + ["crashed", "init", "sysfs"])

  // MARK: What was read

  /// Behind a comment or an `#if` that is not closed lies the rest of the file.
  private func checkClosed(_ file: CFile) throws(CFileError) {
    for piece in file.directives + file.opaqueNodes {
      switch piece.reason {
      case .unterminated("#if"): throw .refused(piece.place, "this #if is not closed: add its #endif")
      case .unterminated("a comment"): throw .refused(piece.place, "this comment is not closed: add */")
      default: break
      }
    }
  }

  /// A property that vanished would look like one that holds; so every word that the macros of `bringup.h`
  /// and the initcalls have must be one that was understood as such.
  private func checkWords(_ file: CFile) throws(CFileError) {
    // By name and place, how often: what comes out of one use of a macro stands in one place.
    var understood: [Use: Int] = [:]
    var fromMacros: Set<String> = []
    func note(_ name: String, _ place: CPlace) {
      understood[Use(name, place), default: 0] += 1
      if place.macro != nil { fromMacros.insert(name) }
    }
    for item in file.macroItems { note(item.name, item.use.place) }
    for call in bodies(file).flatMap(\.namedCalls) where call.name == CFileDirectives.requirement {
      note(call.name, call.place)
    }
    for word in file.words(where: CFileDirectives.isOwn) {
      let use = Use(word.name, word.place)
      guard let count = understood[use], count > 0 else { throw .refused(word.place, misplaced(word, file)) }
      understood[use] = count - 1
    }
    for macro in file.macros {
      if CFileDirectives.isDefined(macro.name) {
        throw .refused(macro.place, "\(macro.name) has a meaning of its own: give this macro another name")
      }
      for token in macro.tokens where CFileDirectives.isOwn(token.text) && !fromMacros.contains(token.text) {
        throw .refused(
          token.place,
          "\(token.text) stands in the definition of \(macro.name), and nothing that was understood came of it"
        )
      }
    }
  }

  /// Whether a word is one that a case is made of.
  static func isOwn(_ name: String) -> Bool {
    name.hasPrefix("BRINGUP_") || initcalls.contains(name)
  }

  /// Whether it is a macro of `bringup.h` or an initcall; other names of that kind are free.
  private static func isDefined(_ name: String) -> Bool {
    initcalls.contains(name) || naming.contains(name) || settings.contains(name) || name == requirement
  }

  private func misplaced(_ word: CWord, _ file: CFile) -> String {
    let start = "\(word.name) is not understood where it stands"
    if let piece = file.opaqueNodes.first(where: { $0.place.range.overlaps(word.place.range) }) {
      return "\(start): it is a part of what begins in line \(piece.place.line): \(piece.reason)"
    }
    let place =
      word.name == CFileDirectives.requirement
      ? "it has to be a statement with its arguments, in a function or in a block"
      : "it has to stand at the top of the file, behind a semicolon or on a line of its own, with brackets"
    return "\(start): \(place), and what is before it must be complete"
  }

  private struct Use: Hashable {
    var name: String
    var position: Int

    init(_ name: String, _ place: CPlace) {
      self.name = name
      position = place.range.lowerBound
    }
  }

  /// All that may ask something where it stands.
  func bodies(_ file: CFile) -> [CStatement] {
    file.functions.map(\.body) + tasks.map(\.body) + interrupts.map(\.body)
  }

  // MARK: Functions

  /// A jump to a label that is not there would be an error of the model's.
  private func checkJumps(_ file: CFile) throws(CFileError) {
    for body in bodies(file) {
      var labels: Set<String> = []
      var jumps: [(label: String, place: CPlace)] = []
      body.visitStatements { statement in
        switch statement.kind {
        case .label(let name, _): labels.insert(name)
        case .goto(let name): jumps.append((name, statement.place))
        default: break
        }
      }
      // One inside of an expression is not seen here, but its name stands somewhere else too.
      for jump in jumps where !labels.contains(jump.label) {
        let uses = file.words { $0 == jump.label }.count
        if uses > jumps.count(where: { $0.label == jump.label }) { continue }
        throw .refused(jump.place, "there is no label \(jump.label) to go to")
      }
    }
  }

  private func checkFunctions(_ file: CFile) throws(CFileError) {
    var places: [String: CPlace] = [:]
    for function in file.functions {
      if let first = places.updateValue(function.namePlace, forKey: function.name) {
        throw .doubled("\(function.name)()", function.namePlace, first)
      }
    }
    for item in file.macroItems where CFileDirectives.initcalls.contains(item.name) {
      guard let name = item.use.arguments.first?.identifier else { continue }
      guard let function = file.function(name) else {
        throw .refused(item.place, "the function \(name), which is to run first, is not in the file")
      }
      guard function.parameters.isEmpty, function.returnsSomething else {
        throw .refused(
          function.namePlace,
          "\(name) is an initialiser, which takes no argument: declare it as int \(name)(void)")
      }
    }
  }

  /// Macros that a module has and that change nothing in a case.
  static func saysNothing(_ name: String) -> Bool {
    ["MODULE_", "EXPORT_", "module_param", "module_exit"].contains { name.hasPrefix($0) }
  }
}

extension CFunction {
  var returnsSomething: Bool { if case .void = result.kind { false } else { true } }
}
