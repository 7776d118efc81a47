import Report
import StateSpace
import Synchronization

/// How far a search has come: a line that rewrites itself on a terminal, and one line a minute elsewhere.
final class ProgressLine: Sendable {
  private struct Memory {
    var next: ContinuousClock.Instant
    var isShown = false
  }

  private let stream: Stream
  private let isTerminal: Bool
  private let memory: Mutex<Memory>

  init(_ stream: Stream) {
    self.stream = stream
    isTerminal = stream.isTerminal && Process.environment("TERM") != "dumb"
    memory = Mutex(Memory(next: ContinuousClock.now + (isTerminal ? .milliseconds(300) : .seconds(60))))
  }

  func show(_ name: String, _ progress: SearchProgress) {
    let now = ContinuousClock.now
    memory.withLock { memory in
      guard now >= memory.next else { return }
      memory.next = now + (isTerminal ? .milliseconds(100) : .seconds(60))
      let text =
        "\(name): \(Wording.grouped(progress.states)) states, depth \(progress.depth), "
        + "\(Wording.grouped(progress.frontier)) waiting"
      guard isTerminal else {
        _ = stream.write(text + "\n")
        return
      }
      memory.isShown = true
      _ = stream.write("\r\(text.prefix((stream.columns ?? 80) - 1))\u{1B}[K")
    }
  }

  /// Takes the line away, so that the answer stands alone.
  func finish() {
    memory.withLock { memory in
      if memory.isShown { _ = stream.write("\r\u{1B}[K") }
      memory.isShown = false
    }
  }
}
