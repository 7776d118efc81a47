/// Several names in a row, `api foo_t __init name(void)`: which is the type, which is declared, which are
/// annotations.
extension CParser {
  /// A name, with brackets behind it or without.
  private struct Unit {
    var index: Int
    /// Behind the name and its brackets.
    var next: Int
    var hasArguments: Bool
    var isAnnotation: Bool
    var isType: Bool
  }

  /// More names in a row are not looked at.
  private static let maximumUnits = 12

  private func units(_ start: Int) -> [Unit] {
    var units: [Unit] = []
    var index = start
    while units.count < Self.maximumUnits && isName(index) {
      let hasArguments =
        kind(index + 1) == .leftParenthesis && matches[index + 1] > 0 && !isFunctionPointer(index + 1)
      let next = hasArguments ? Int(matches[index + 1]) + 1 : index + 1
      var unit = Unit(
        index: index, next: next, hasArguments: hasArguments, isAnnotation: false, isType: false)
      switch role(index) {
      case .annotation(let takesArguments):
        unit.isAnnotation = true
        if !takesArguments {
          unit.hasArguments = false
          unit.next = index + 1
        }
      case .integerType, .namedType: unit.isType = !hasArguments
      default: unit.isType = !hasArguments && symbols.endsLikeType(tokens[index].symbol)
      }
      units.append(unit)
      index = unit.next
    }
    return units
  }

  /// `(*name)(` or `(*name)[`: a declarator behind the name of a type.
  private func isFunctionPointer(_ open: Int) -> Bool {
    let isAnnotated = isName(open + 1) && symbols.beginsWithUnderscores(tokens[open + 1].symbol)
    guard kind(isAnnotated ? open + 2 : open + 1) == .star, matches[open] > 0 else { return false }
    let next = kind(Int(matches[open]) + 1)
    return next == .leftParenthesis || next == .leftBracket
  }

  /// Whether brackets hold parameters rather than arguments.
  private func holdsParameters(_ open: Int) -> Bool {
    let close = Int(matches[open])
    let first = open + 1
    guard first < close else { return true }
    if kind(first) == .ellipsis { return true }
    let end = endOfEntry(first, close: close)
    if looksLikeType(first, end: end) { return true }
    // `foo_t *x`: behind a name that is declared, a product would make no sense.
    guard isName(first), kind(first + 1) == .star else { return false }
    var index = first + 1
    while kind(index) == .star { index += 1 }
    return isName(index) && index + 1 == end
  }

  /// Which of the names is declared; nil if none.
  private func declaredUnit(_ units: [Unit]) -> Int? {
    func isPlain(_ unit: Unit) -> Bool {
      !unit.isAnnotation && !symbols.beginsWithUnderscores(tokens[unit.index].symbol)
    }
    let functions = units.indices.filter {
      units[$0].hasArguments && !units[$0].isAnnotation && holdsParameters(units[$0].index + 1)
    }
    if let function = functions.first(where: { isPlain(units[$0]) }) ?? functions.first { return function }
    return units.lastIndex { isPlain($0) && !$0.hasArguments && !$0.isType }
      ?? units.lastIndex { !$0.isAnnotation && !$0.hasArguments && !$0.isType }
      ?? units.lastIndex { isPlain($0) && !$0.hasArguments }
      ?? units.lastIndex { !$0.isAnnotation && !$0.hasArguments } ?? units.firstIndex { !$0.isAnnotation }
  }

  /// A name among the specifiers, which is no keyword and no known type. False where the specifiers end.
  mutating func nameSpecifier(
    _ context: DeclarationContext, _ result: inout Specifiers
  ) throws(ParseFailure) -> Bool {
    if case .definingMacro = role(position), !result.hasBase, kind(position + 1) == .leftParenthesis {
      return false
    }
    // `auto x = y`: the type is that of the initialiser.
    if result.storage.contains(.auto), !result.hasBase, kind(position + 1) == .equal { return false }
    let units = units(position)
    let last = units[units.count - 1]
    let isBeforeType = isTypeWord(last.next)
    let isBeforePointer =
      kind(last.next) == .star || (kind(last.next) == .leftParenthesis && isFunctionPointer(last.next))
    if result.hasBase {
      guard context != .typeName else { return false }
      let isAnnotation =
        ((isBeforeType || isBeforePointer) && !units[0].hasArguments) || declaredUnit(units) != 0
      guard isAnnotation else { return false }
      result.attributes.append(
        try annotation(name: text(position), hasArguments: units[0].hasArguments))
      return true
    }
    guard let base = baseUnit(units, context, isBeforeType: isBeforeType, isBeforePointer) else {
      return false
    }
    if base == 0 {
      result.base = .named(text(position))
      position += 1
    } else {
      result.attributes.append(
        try annotation(name: text(position), hasArguments: units[0].hasArguments))
    }
    return true
  }

  /// Whether the words of a type follow, qualifiers aside.
  private func isTypeWord(_ start: Int) -> Bool {
    var index = start
    while case .qualifier = role(index) { index += 1 }
    switch role(index) {
    case .keyword(let keyword): return keyword.isSpecifier && keyword != .attribute
    case .integerType, .namedType: return index > start
    default: return index > start && isName(index) && (kind(index + 1) == .star || isName(index + 1))
    }
  }

  /// Which of the names is the type; beyond the last one if it comes later, nil if there is none.
  private func baseUnit(
    _ units: [Unit], _ context: DeclarationContext, isBeforeType: Bool, _ isBeforePointer: Bool
  ) -> Int? {
    if isBeforeType { return units.count }
    if isBeforePointer || (units.count == 1 && !units[0].hasArguments) {
      if units.count == 1 { return units[0].hasArguments ? nil : 0 }
      return units.firstIndex { $0.isType } ?? units.lastIndex { !$0.hasArguments && !$0.isAnnotation }
    }
    // The first name can't be the declared one, for a type has to stand before it.
    guard let name = declaredUnit(Array(units.dropFirst())) else {
      // A parameter or a type may have no name.
      return context == .typeName || context == .parameter ? 0 : nil
    }
    let before = units[...name]
    return before.firstIndex { $0.isType } ?? before.lastIndex { !$0.hasArguments && !$0.isAnnotation }
  }

  /// Whether the name here is an annotation before the declared name, as in `int *api f(void)`.
  func isAnnotationBeforeName(_ index: Int) -> Bool {
    guard isName(index), isName(index + 1) || kind(index + 1) == .leftParenthesis else { return false }
    let units = units(index)
    guard units.count > 1, let name = declaredUnit(units) else { return false }
    return name != 0
  }

  /// Annotations between a declarator and what ends it: anything that is a name.
  mutating func trailingAttributes() throws(ParseFailure) -> [CAttribute] {
    var result = try knownAttributes()
    while isName(position) {
      result.append(
        try annotation(name: text(position), hasArguments: kind(position + 1) == .leftParenthesis))
      result += try knownAttributes()
    }
    return result
  }

  /// Whether a declaration begins here, where a statement could as well.
  func beginsDeclaration(_ start: Int) -> Bool {
    let index = behindAnnotations(start)
    switch role(index) {
    case .keyword(.attribute): return kind(index) == .identifier && !isFallthroughAttribute(index)
    case .keyword(let keyword): return keyword.isSpecifier
    case .qualifier: return true
    case .integerType, .namedType:
      if kind(index + 1) == .identifier { return true }
      if kind(index + 1) == .star { return isPointerDeclarator(index + 1) }
      return kind(index + 1) == .leftParenthesis && kind(index + 2) == .star
    case .definingMacro: return kind(index + 1) == .leftParenthesis
    default:
      guard isName(index) else { return false }
      if kind(index + 1) == .star { return isPointerDeclarator(index + 1) }
      if case .qualifier = role(index + 1) { return true }
      if kind(index + 1) == .leftParenthesis { return isFunctionPointer(index + 1) && isName(index + 3) }
      if let keyword = keyword(index + 1) { return keyword.isSpecifier && keyword != .attribute }
      guard isName(index + 1) else { return false }
      // A macro alone on its line, in capitals, is a statement of its own.
      if tokens[index + 1].flags.contains(.startsLine), isCapital(index) { return false }
      let units = units(index)
      switch kind(units[units.count - 1].next) {
      case .semicolon, .equal, .comma, .leftBracket: return !units[0].hasArguments
      case .star: return true
      default: return false
      }
    }
  }

  /// Behind known annotations and `__extension__`.
  private func behindAnnotations(_ start: Int) -> Int {
    var index = start
    while true {
      switch role(index) {
      case .keyword(.extension): index += 1
      case .annotation(let takesArguments):
        index += 1
        if takesArguments, kind(index) == .leftParenthesis, matches[index] > 0 {
          index = Int(matches[index]) + 1
        }
      default: return index
      }
    }
  }

  func isCapital(_ index: Int) -> Bool {
    !symbols.spelling(tokens[index].symbol).contains { $0 >= 97 && $0 <= 122 }
  }

  /// Behind a type's name: `*name` and what can follow it in a declaration.
  private func isPointerDeclarator(_ start: Int) -> Bool {
    var index = start
    while true {
      if kind(index) == .star {
        index += 1
      } else if case .qualifier = role(index) {
        index += 1
      } else {
        break
      }
    }
    if kind(index) == .leftParenthesis { return kind(index + 1) == .star }
    guard isName(index) else { return false }
    switch kind(index + 1) {
    case .semicolon, .equal, .comma, .leftBracket, .identifier: return true
    default: return false
    }
  }

  func isFallthroughAttribute(_ start: Int) -> Bool {
    keyword(start) == .attribute && kind(start + 1) == .leftParenthesis
      && kind(start + 2) == .leftParenthesis && kind(start + 3) == .identifier
      && ["fallthrough", "__fallthrough__"].contains {
        symbols.spelling(tokens[start + 3].symbol).elementsEqual($0.utf8)
      }
  }
}
