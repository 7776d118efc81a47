/// How much of a file from outside is read before it is refused.
public enum ReadingLimits {
  /// Bytes of a dump of `hotplug/states` or of a header: 1 MiB (the kernel prints a dump into one page).
  public static let maximumBytes = 1 << 20
  /// Lines of either.
  public static let maximumLines = 1 << 16
  /// Bytes of one line of a dump.
  public static let maximumLineLength = 1024
  /// States of a ladder; numbers run from 0 to one less. Linux 6.12 has 237.
  public static let maximumStates = 4096
  /// Bytes of an identifier in a header.
  public static let maximumIdentifierLength = 256
  /// Nesting of parentheses in an initialiser, and of `#if` inside the enum.
  public static let maximumNesting = 32
}
