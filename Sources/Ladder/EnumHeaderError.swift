/// Why `enum cpuhp_state` cannot be read from a header.
public struct EnumHeaderError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Reason: Sendable, Equatable {
    case tooLarge(bytes: Int)
    case tooManyLines
    case noEnum
    case unterminated
    case identifierTooLong(bytes: Int)
    case nestedTooDeep
    case unexpected(token: String)
    /// The initialiser uses a symbol that no earlier line of the enum defines.
    case unknownSymbol(String)
    case badNumber(String)
    case outOfRange(symbol: String, value: Int)
    case doubledSymbol(String, firstLine: Int)
    case doubledNumber(symbol: String, number: Int, other: String, otherLine: Int)
    case badRange(symbol: String)
    /// States are missing or stand where the hotplug core could not walk them.
    case notALadder(why: String)
  }

  /// What the caller called the file.
  public let file: String
  /// From 1; nil if the file as a whole is meant.
  public let line: Int?
  public let reason: Reason

  public var description: String {
    (line.map { "\(file):\($0): " } ?? "\(file): ") + sentence
  }

  private var sentence: String {
    switch reason {
    case .tooLarge(let bytes):
      "\(bytes) bytes are more than the \(ReadingLimits.maximumBytes) that are read: "
        + "give include/linux/cpuhotplug.h of a kernel."
    case .tooManyLines:
      "more than \(ReadingLimits.maximumLines) lines: give include/linux/cpuhotplug.h of a kernel."
    case .noEnum:
      "there is no \"enum cpuhp_state {\": give include/linux/cpuhotplug.h of a kernel."
    case .unterminated:
      "enum cpuhp_state is not closed by the end of the file: the header may be cut off, so copy it again."
    case .identifierTooLong(let bytes):
      "an identifier or number of \(bytes) bytes is longer than the \(ReadingLimits.maximumIdentifierLength) "
        + "that are read: correct the enum."
    case .nestedTooDeep:
      "more than \(ReadingLimits.maximumNesting) nested parentheses or #if lines: simplify the enum."
    case .unexpected(let token):
      "\(token) is not expected here: an enumerator is a symbol, perhaps \"= symbol + number\", and a comma."
    case .unknownSymbol(let symbol):
      "\(symbol) has no value yet: define it earlier in the enum, or write its number."
    case .badNumber(let text):
      "\(text) is not a number that can be read: write it in decimal or hexadecimal."
    case .outOfRange(let symbol, let value):
      "\(symbol) would be state \(value), which is not within 0 to \(ReadingLimits.maximumStates - 1): "
        + "correct its initialiser."
    case .doubledSymbol(let symbol, let firstLine):
      "\(symbol) is already in line \(firstLine): remove one of them."
    case .doubledNumber(let symbol, let number, let other, let otherLine):
      "\(symbol) is state \(number), as \(other) of line \(otherLine) is: "
        + "two states cannot share a number, so correct one of them."
    case .badRange(let symbol):
      "the dynamic range at \(symbol) has other states in it, or its end before its start: correct its ends."
    case .notALadder(let why):
      "enum cpuhp_state makes no ladder: \(why); give the header of a kernel since 4.10."
    }
  }
}
