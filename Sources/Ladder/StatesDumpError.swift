/// Why a dump of `hotplug/states` cannot be read.
public struct StatesDumpError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Reason: Sendable, Equatable {
    case empty
    case tooLarge(bytes: Int)
    case tooManyLines
    case lineTooLong(bytes: Int)
    /// The line is not UTF-8, or has this control byte.
    case notText(controlByte: UInt8?)
    case malformed(text: String)
    case numberTooLarge(text: String)
    case doubledNumber(number: Int, firstLine: Int)
    case doubledName(name: String, firstLine: Int)
    case outOfOrder(number: Int, name: String, afterNumber: Int, afterName: String, afterLine: Int)
    case missing(name: String)
  }

  /// What the caller called the file.
  public let file: String
  /// The line, from 1; for `missing` the last one; nil if the file as a whole is meant.
  public let line: Int?
  public let reason: Reason

  public var description: String {
    (line.map { "\(file):\($0): " } ?? "\(file): ") + sentence
  }

  private static let again = "save /sys/devices/system/cpu/hotplug/states again"

  private var sentence: String {
    switch reason {
    case .empty:
      "the file is empty: \(Self.again), or check the path."
    case .tooLarge(let bytes):
      "\(bytes) bytes are more than the \(ReadingLimits.maximumBytes) that are read: "
        + "a dump of hotplug/states is a few KiB, so check the path."
    case .tooManyLines:
      "more than \(ReadingLimits.maximumLines) lines: a dump has one line for each state, so check the path."
    case .lineTooLong(let bytes):
      "the line has \(bytes) bytes, more than the \(ReadingLimits.maximumLineLength) that are read: "
        + "a line of a dump is a number, a colon and a name, so check the path."
    case .notText(let controlByte?):
      "the line has the control byte \(controlByte): this is not the text of a dump, so \(Self.again)."
    case .notText(nil):
      "the line is not UTF-8: this is not the text of a dump, so \(Self.again)."
    case .malformed(let text):
      "\"\(text)\" is not a number, a colon, a space and a name, as in \" 64: fork:vm_stack_cache\": "
        + "correct the line, or \(Self.again)."
    case .numberTooLarge(let text):
      "state \(text) is higher than \(ReadingLimits.maximumStates - 1), the highest that is read: "
        + "correct the number."
    case .doubledNumber(let number, let firstLine):
      "state \(number) is already in line \(firstLine): remove one of them, or give it another number; "
        + "the file may be two dumps joined."
    case .doubledName(let name, let firstLine):
      "\(name) is already in line \(firstLine), and its state has a place of its own: remove one of them."
    case .outOfOrder(let number, let name, let afterNumber, let afterName, let afterLine):
      "state \(number) (\(name)) stands after state \(afterNumber) (\(afterName)) of line \(afterLine), "
        + "but a dump ascends: to try another order, exchange the names of two lines and leave the numbers."
    case .missing(let name):
      "\(name) is missing: a dump of hotplug/states always has it; the file may be cut off here, "
        + "so \(Self.again)."
    }
  }
}
