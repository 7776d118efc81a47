extension CFile {
  /// Reads a file. What is not understood becomes an opaque node; the only error is a file that is too large.
  ///
  /// Nothing is read but this text: `#include` is listed and not followed. Macros that the text or the
  /// options define are expanded; any other stays a name or a call.
  ///
  /// How types are told from expressions, without headers:
  /// - A keyword, a qualifier, a typedef of the file, a name that the caller gives, or a scalar type of the
  ///   kernel begins a type.
  /// - At the start of a statement, `a b`, `a *b` and `a (*b)(` begin declarations: as expressions they would
  ///   be errors or without effect.
  /// - `(a *)` is a cast. `(a)` is one before what can only be an operand, and before `(`, `+`, `-`, `*` and
  ///   `&` if `a` ends in `_t`; otherwise it is an expression in brackets.
  /// - An argument such as `a *` is a type; a single unknown name is an identifier, for both would look
  ///   alike.
  /// - Of several names in a row, the last one without brackets is declared, or the first with brackets that
  ///   look like parameters; names of annotations, and those that begin with two underscores, come last. One
  ///   that ends in `_t`, or else the one before the declared name, is the type; the rest are annotations.
  ///
  /// How macros that no one defined are read:
  /// - `name(...)` before a statement is a call with a body if the statement begins with a brace, stands on
  ///   the same line, or is indented more, or if the name speaks of `for_each` or begins with `scoped_`.
  ///   Otherwise, and before `}`, `case` and `default`, the macro brings its semicolon.
  /// - A name beside a string literal, and what follows a name that begins with `KERN_`, is part of the
  ///   string.
  /// - An argument may be an expression, a type, declarations, statements, an initialiser list, or nothing.
  /// - At the top of a file, `name(...)` with a semicolon, a block or a new line behind it is an item of its
  ///   own. The kernel's macros that define variables (`DEFINE_MUTEX` and its like) are known by name.
  public init(
    parsing text: [UInt8], path: String, options: ParseOptions = ParseOptions()
  ) throws(CParseError) {
    guard text.count <= options.limits.fileBytes else {
      throw .fileTooLarge(path: path, bytes: text.count, limit: options.limits.fileBytes)
    }
    var preprocessor = Preprocessor(path: path, text: text, options: options)
    preprocessor.run()
    let (macros, includes) = (preprocessor.macros, preprocessor.includes)
    let (assumptions, decisions) = (preprocessor.assumptions, preprocessor.decisions)
    let directives = preprocessor.directives
    var parser = CParser(preprocessor)
    parser.readItems()
    self.init(
      path: path, items: parser.items, macros: macros, includes: includes, assumptions: assumptions,
      decisions: decisions, directives: directives, opaqueNodes: parser.opaque, text: text)
  }

  /// Reads a text that is at hand as a string.
  public init(
    parsing text: String, path: String, options: ParseOptions = ParseOptions()
  ) throws(CParseError) {
    try self.init(parsing: Array(text.utf8), path: path, options: options)
  }
}
