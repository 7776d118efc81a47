/// How much the parser takes. Beyond a limit there is an opaque node or, for the size of a file, an error.
public struct ParseLimits: Hashable, Sendable {
  /// A limit, by what it counts.
  public enum Name: String, Hashable, Sendable {
    case fileBytes = "bytes in a file"
    case tokens
    case depth = "levels of nesting"
    case nodes
    case expansionDepth = "macros expanded inside of each other"
    case expansionTokens = "tokens out of macros"
    case opaqueBytes = "bytes of an opaque piece"
  }

  /// A larger file is refused with an error.
  public var fileBytes: Int
  /// Tokens of a file after its macros are expanded; the rest of the file is opaque.
  public var tokens: Int
  /// Levels of brackets, statements and operators inside of each other. The parser, and everything that walks
  /// the tree, recurses as deep as this, and a thread's stack has to hold it: half a mebibyte is enough for
  /// the default in an optimised build. No function of the kernels that were looked at needs more.
  public var depth: Int
  /// Nodes of the tree of one file; the rest of the file is opaque.
  public var nodes: Int
  /// Macros inside of the expansion of macros. Macros in the arguments of macros count against `depth`.
  public var expansionDepth: Int
  /// Tokens that the uses of macros in one file may bring forth in all.
  public var expansionTokens: Int
  /// Bytes of text that an opaque node keeps.
  public var opaqueBytes: Int

  public init(
    fileBytes: Int = 8 << 20, tokens: Int = 2_000_000, depth: Int = 128, nodes: Int = 2_000_000,
    expansionDepth: Int = 300, expansionTokens: Int = 2_000_000, opaqueBytes: Int = 4096
  ) {
    self.fileBytes = fileBytes
    self.tokens = tokens
    self.depth = depth
    self.nodes = nodes
    self.expansionDepth = expansionDepth
    self.expansionTokens = expansionTokens
    self.opaqueBytes = opaqueBytes
  }
}
