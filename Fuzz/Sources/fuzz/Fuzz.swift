import Foundation
import KernelC

/// Feeds the reader of kernel C with spoilt texts and says how fast it went and what was slowest. A crash
/// ends the process; the file named by `--journal` then says between which inputs it happened.
///
///     swift run -c release fuzz --inputs 1000000 --seed 1 FILE...
///     swift run -c release fuzz --scaling
@main
struct Fuzz {
  static func main() throws {
    var arguments = ArraySlice(CommandLine.arguments.dropFirst())
    var inputs: UInt64 = 100_000
    var first: UInt64 = 0
    var seed: UInt64 = 1
    var journal: String?
    var isVerbose = false
    var paths: [String] = []
    while let argument = arguments.popFirst() {
      switch argument {
      case "--inputs": inputs = arguments.popFirst().flatMap(UInt64.init) ?? inputs
      case "--first": first = arguments.popFirst().flatMap(UInt64.init) ?? first
      case "--seed": seed = arguments.popFirst().flatMap(UInt64.init) ?? seed
      case "--journal": journal = arguments.popFirst()
      case "--verbose": isVerbose = true
      case "--scaling": return scaling()
      case "--stack": return stack()
      default: paths.append(argument)
      }
    }
    let texts = paths.flatMap { path in
      FileManager.default.contents(atPath: path).map { pieces(Array($0)) } ?? []
    }
    guard !texts.isEmpty else {
      print("fuzz: no text to begin with; name files of C.")
      exit(64)
    }
    var run = Run(mutator: Mutator(texts, seed: seed), seed: seed)
    run.go(first..<(first + inputs), journal: journal, isVerbose: isVerbose)
  }

  /// Files are cut into pieces that take little time each; a small one stays whole as well.
  private static func pieces(_ text: [UInt8]) -> [[UInt8]] {
    let size = 1200
    let pieces = stride(from: 0, to: text.count, by: size).map {
      Array(text[$0..<min(text.count, $0 + size)])
    }
    return text.count > size && text.count < 5 * size ? pieces + [text] : pieces
  }

  /// Time for texts of different length: it must grow with the length and no faster.
  private static func scaling() {
    let clock = ContinuousClock()
    for nest in Nests.all {
      let times = [100_000, 400_000, 1_600_000].map { count in
        let text = Array("void f(void) { \(nest.text(count / 4)); }\nint x;\n".utf8)
        let time = clock.measure { _ = try? CFile(parsing: text, path: "x") }
        return time / .seconds(1) * 1e9 / Double(text.count)
      }
      let words = times.map { String(format: "%8.1f", $0) }.joined()
      let isSteep = times[2] > 3 * times[0] + 20
      print("\(words) ns a byte, \(peak) MB at most  \(nest.name)\(isSteep ? "  STEEP" : "")")
    }
  }

  /// The most memory that this process had so far.
  private static var peak: Int {
    var usage = rusage()
    #if canImport(Glibc)
      getrusage(.init(RUSAGE_SELF.rawValue), &usage)
    #else
      getrusage(RUSAGE_SELF, &usage)
    #endif
    return usage.ru_maxrss / 1024
  }

  /// How much stack the deepest texts need: each is read, told, printed and freed in threads with less and
  /// less of it. A thread that runs out ends the process, and the line before says with how much.
  private static func stack() {
    for size in [8192, 6144, 4096, 3072, 2048, 1024, 768, 512, 384, 256] {
      for nest in Nests.all {
        FileHandle.standardError.write(Data("\(size) KiB: \(nest.name)\n".utf8))
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
          let text = Array("void f(void) { \(nest.text(1000)); }\nint x;\n".utf8)
          if let file = try? CFile(parsing: text, path: "x") {
            for item in file.items {
              precondition(!COutline.of(item).isEmpty, "an item without an outline")
              if case .function(let function) = item { _ = CPrinter.text(of: function) }
            }
            precondition(file == file, "a file that differs from itself")
          }
          done.signal()
        }
        thread.stackSize = size << 10
        thread.start()
        done.wait()
      }
    }
  }
}

struct Run {
  var mutator: Mutator
  let seed: UInt64
  var bytes = 0
  var functions = 0
  var opaque = 0
  var slowest: [(seconds: Double, input: UInt64, bytes: Int)] = []

  mutating func go(_ inputs: Range<UInt64>, journal: String?, isVerbose: Bool) {
    let clock = ContinuousClock()
    let start = clock.now
    func seconds() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    for input in inputs {
      if input % 1000 == 0, let journal {
        let rate = Double(input - inputs.lowerBound) / max(1e-9, (clock.now - start) / .seconds(1))
        let note =
          "seed \(seed) input \(input) of \(inputs.upperBound), \(Int(rate)) a second, \(opaque) opaque, slowest \(slowest.first.map { "\($0)" } ?? "-")\n"
        try? note.write(toFile: journal, atomically: false, encoding: .utf8)
      }
      mutator.reseed(seed &* 0x1_0000_0001 &+ input)
      let text = mutator.next()
      if isVerbose { print("input \(input), \(text.count) bytes") }
      let before = seconds()
      look(at: text, input)
      note(seconds() - before, input, text.count)
    }
    let elapsed = (clock.now - start) / .seconds(1)
    print(
      "seed \(seed): \(inputs.count) inputs, \(bytes) bytes, \(functions) functions, \(opaque) opaque pieces, \(Int(Double(inputs.count) / elapsed)) a second"
    )
    for slow in slowest {
      print(String(format: "  %.1f ms, %d bytes, input ", slow.seconds * 1000, slow.bytes) + "\(slow.input)")
    }
  }

  /// Reads the text and looks at everything that came out; now and then it prints it and reads that again.
  private mutating func look(at text: [UInt8], _ input: UInt64) {
    bytes += text.count
    guard let file = try? CFile(parsing: text, path: "x") else { return }
    for item in file.items {
      guard case .function(let function) = item else { continue }
      functions += 1
      opaque += function.opaque.count
      precondition(function.place.range.upperBound <= text.count, "a place beyond the text")
    }
    opaque += file.opaque.count
    guard input % 16 == 0 else { return }
    for item in file.items {
      precondition(!COutline.of(item).isEmpty, "an item without an outline")
      if case .function(let function) = item {
        _ = try? CFile(parsing: CPrinter.text(of: function), path: "y")
      }
    }
  }

  private mutating func note(_ seconds: Double, _ input: UInt64, _ bytes: Int) {
    guard slowest.count < 5 || seconds > slowest[slowest.count - 1].seconds else { return }
    slowest.append((seconds, input, bytes))
    slowest.sort { $0.seconds > $1.seconds }
    if slowest.count > 5 { slowest.removeLast() }
  }
}
