/// Why a dump cannot be laid over a ladder.
public struct LayingError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Reason: Sendable, Equatable {
    /// No built-in kernel has the states that never move at these numbers; the nearest one differs here.
    case noBuiltInMatches(name: String, number: Int, nearest: String, expected: Int)
    /// A state that never moves has another number on the ladder below.
    case structureDiffers(name: String, number: Int, ladder: String, expected: Int)
    /// The ladder below has no such state.
    case beyondLadder(number: Int, ladder: String, highest: Int)
    /// A name stands at a state that never moves and has another name, or none.
    case placeTaken(name: String, number: Int, symbol: String, ladder: String)
    /// The names stand where the hotplug core could not walk them.
    case notALadder(why: String)
  }

  /// The dump's file.
  public let file: String
  /// The line, from 1; nil if no single line is to blame.
  public let line: Int?
  public let reason: Reason

  public var description: String {
    (line.map { "\(file):\($0): " } ?? "\(file): ") + sentence
  }

  private var sentence: String {
    switch reason {
    case .noBuiltInMatches(let name, let number, let nearest, let expected):
      "\(name) is state \(number), which no built-in kernel has (\(nearest) comes nearest, with "
        + "\(expected)): give the include/linux/cpuhotplug.h of the kernel that the dump comes from as well."
    case .structureDiffers(let name, let number, let ladder, let expected):
      "\(name) is state \(number), but \(expected) in \(ladder): the dump comes from another kernel, "
        + "so give the header of the same one."
    case .beyondLadder(let number, let ladder, let highest):
      "state \(number) is higher than \(highest), the highest of \(ladder): "
        + "the dump comes from another kernel, so give the header of the same one."
    case .placeTaken(let name, let number, let symbol, let ladder):
      "\(name) is state \(number), but that is \(symbol) in \(ladder), which never moves: "
        + "give \(name) another number, or the header of the dump's own kernel if that is a different one."
    case .notALadder(let why):
      "the names make no ladder: \(why); put the names of these states back where the kernel has them."
    }
  }
}
