/// A statement.
///
/// Labels stand beside what they label and not around it: `case 1: x();` is two statements of the block.
/// Where C has only one, as behind `if (y)`, both are wrapped into a block.
public struct CStatement: Hashable, Sendable {
  public let kind: Kind
  public let place: CPlace
  /// How many nodes stand inside of each other here; the parser keeps it below its limit.
  let height: Int

  public indirect enum Kind: Hashable, Sendable {
    case compound([CStatement])
    /// `;`
    case empty
    case expression(CExpression)
    case declaration(CDeclaration)
    case `if`(CExpression, then: CStatement, else: CStatement?)
    case `while`(CExpression, CStatement)
    case doWhile(CStatement, CExpression)
    /// The start is a declaration or an expression.
    case `for`(start: CStatement?, condition: CExpression?, step: CExpression?, body: CStatement)
    case `switch`(CExpression, CStatement)
    /// `case low:` or `case low ... high:`.
    case `case`(CExpression, through: CExpression?)
    case `default`
    /// `name:`
    case label(String, [CAttribute])
    case goto(String)
    /// `goto *address;`
    case computedGoto(CExpression)
    case `return`(CExpression?)
    case `break`
    case `continue`
    /// `fallthrough;`
    case `fallthrough`
    case assembly(CAssembly)
    /// A call with a statement behind it, as macros that hide a loop or a scope have it:
    /// `for_each_online_cpu(cpu) x();`
    case callWithBody(CExpression, CStatement)
    /// `__label__ name, ...;`
    case localLabels([String])
    case opaque(COpaque)
  }

  init(_ kind: Kind, at place: CPlace) {
    self.kind = kind
    self.place = place
    height = 1 + kind.heightOfParts
  }
}

/// An `asm` statement, not looked into.
public struct CAssembly: Hashable, Sendable {
  /// `volatile`, `goto`, `inline`, as written.
  public let qualifiers: [String]
  /// What stands in the brackets: tokens with one space between them.
  public let text: String
}
