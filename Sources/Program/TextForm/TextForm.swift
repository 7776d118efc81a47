/// The text form of a model: everything that a `Model` holds, in a notation close to C. It serves tests,
/// export and reports; it is read back exactly, and it is no language to write models in.
///
///     model "two pages";
///     pool page: 2 slots;
///     shared hyperv_pcpu_input_arg[2]: page* = 0;
///     shared msr: {0, 4096, 4097} = 0;
///     crash oops "NULL is dereferenced";
///
///     procedure hv_cpu_die [arch/x86/hyperv/hv_init.c](cpu: 0...1) {
///       local mem: page*;
///       mem = hyperv_pcpu_input_arg[cpu]; @HyperV/CPUDie.swift:12
///       if (mem == 0) { @HyperV/CPUDie.swift:13
///         crash oops; @HyperV/CPUDie.swift:14
///       }
///     }
///
/// A trailing `@file:line` is the place of the statement that starts on its line. Names that are no C
/// identifiers, and names that the notation needs for itself, stand in quotes.
public enum TextForm {
  /// The greatest number of bytes that are read: 16 MiB.
  public static let maximumBytes: Int = 1 << 24
  /// How deep statements and expressions may nest, counted together as the reader descends.
  public static let maximumNesting = 256
  /// How deep the tree of one expression may be: a chain `a || b || ...` of n terms is n deep.
  public static let maximumExpressionDepth = 500
  /// How many statements, expressions, declarations and list entries one model may have in all.
  public static let maximumItems = 1_000_000
}

/// The model as text. `parseModel` makes an equal model of it, provided that the model keeps the limits of
/// `TextForm` and that every width in a truncation lies in 1...64.
///
/// - Complexity: linear in the size of the text.
public func textForm(of model: Model) -> String {
  var printer = TextPrinter(style: .complete)
  printer.print(model)
  return printer.text
}

/// A procedure for people: without places, and without the quotes and marks that only a reader program needs.
public func prettyText(of procedure: Procedure) -> String {
  var printer = TextPrinter(style: .pretty)
  printer.print(procedure)
  return printer.text
}

/// A context for people, in the manner of `prettyText(of:)` for procedures.
public func prettyText(of context: Context) -> String {
  var printer = TextPrinter(style: .pretty)
  printer.print(context)
  return printer.text
}

/// Reads the text form. What is read is well formed, not verified: `Model.graph` does that.
///
/// - Complexity: linear in the size of the text.
public func parseModel(_ text: String) throws(TextFormError) -> Model {
  // Counted before it is copied.
  if text.utf8.count > TextForm.maximumBytes { throw .tooManyBytes(text.utf8.count) }
  return try parseModel(Array(text.utf8))
}

/// Reads the text form from bytes that nobody has looked at yet.
public func parseModel(_ bytes: [UInt8]) throws(TextFormError) -> Model {
  if bytes.count > TextForm.maximumBytes { throw .tooManyBytes(bytes.count) }
  var parser = try TextParser(bytes)
  return try parser.parseModel()
}
