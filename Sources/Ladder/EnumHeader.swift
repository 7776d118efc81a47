/// `enum cpuhp_state` as a header has it: symbols and numbers. A header knows no display names.
public struct EnumHeader: Sendable, Hashable {
  public struct State: Sendable, Hashable {
    public let symbol: String
    /// Its value, from 0; `CPUHP_INVALID` is left out.
    public let number: Int
    /// Where it stands, from 1.
    public let line: Int
  }

  /// Something that the reader decided without knowing: which side of an `#ifdef` a kernel was built with.
  public struct Assumption: Sendable, Hashable, CustomStringConvertible {
    /// From 1.
    public let line: Int
    /// A phrase such as `#ifdef CONFIG_X taken as true`.
    public let what: String

    public var description: String { "line \(line): \(what)" }
  }

  /// What the caller called the file.
  public let file: String
  /// The states in ascending order of number; the ends of a dynamic range are two of them.
  public let states: [State]
  /// Preprocessor lines inside the enum; empty for the kernels we read.
  public let assumptions: [Assumption]
}
