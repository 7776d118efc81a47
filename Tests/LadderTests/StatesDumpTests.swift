import Ladder
import Testing

@Suite struct StatesDumpTests {
  static let files = BuiltInKernel.allCases.flatMap { kernel in
    CapturedSetup.allCases.map { (kernel, $0) }
  }

  @Test(arguments: files) func everyCapturedFileIsTheBuiltInLadderAndTable(
    _ kernel: BuiltInKernel, _ setup: CapturedSetup
  ) throws {
    let dump = try Captures.dump(kernel, setup)
    let ladder = try Ladder.laying(dump)
    #expect(ladder.origin.kernel == kernel.version)
    #expect(ladder.differences(from: .builtIn(kernel)).isEmpty)
    #expect(ladder.rungs.filter(\.isListed).map(\.number) == dump.entries.map(\.number))
    let table = CallbackTable(kernel, setup)
    #expect(table.callbacks.map(\.number) == dump.entries.map(\.number))
    #expect(table.callbacks.map(\.name) == dump.entries.map(\.name))
    #expect(ladder.rungs == table.ladder.rungs)
    for rung in ladder.rungs where rung.isListed {
      #expect(table.callbacks(of: rung)?.number == rung.number)
    }
  }

  @Test(arguments: files) func aDumpCutAtEveryByteIsReadOrRefused(
    _ kernel: BuiltInKernel, _ setup: CapturedSetup
  ) throws {
    let bytes = try Captures.bytes(Captures.statesFile(kernel, setup))
    var read = 0
    for length in 0...bytes.count {
      do {
        _ = try Ladder.laying(try StatesDump(parsing: Array(bytes.prefix(length)), file: "cut"))
        read += 1
      } catch let error as StatesDumpError {
        #expect(error.file == "cut")
        #expect(error.description.hasPrefix("cut:"))
      }
    }
    // Whole, and without the last newline.
    #expect(read == 2)
  }

  private func reason(_ text: String) -> StatesDumpError? {
    do {
      _ = try StatesDump(parsing: text, file: "states")
      return nil
    } catch {
      return error
    }
  }

  private func edited(_ kernel: BuiltInKernel, _ edit: (inout [String]) -> Void) throws -> String {
    var lines = try Captures.lines(Captures.statesFile(kernel, .plain))
    edit(&lines)
    return lines.joined(separator: "\n") + "\n"
  }

  @Test func aMissingStructuralLineIsNamed() throws {
    for name in [
      "offline", "cpu:bringup", "idle:dead", "ap:offline", "ap:online", "cpu:teardown", "sched:active",
      "online",
    ] {
      let text = try edited(.linux6dot12) { lines in lines.removeAll { $0.hasSuffix(": \(name)") } }
      let error = try #require(reason(text))
      #expect(error.reason == .missing(name: name))
      #expect(error.line == 68)
    }
    let text = try edited(.linux6dot12) { lines in lines.removeAll { $0.hasSuffix(": ap:online") } }
    #expect(
      reason(text)?.description
        == "states:68: ap:online is missing: a dump of hotplug/states always has it; the file may be cut off "
        + "here, so save /sys/devices/system/cpu/hotplug/states again.")
  }

  @Test func twoExchangedLinesAreAnErrorThatNamesBoth() throws {
    let text = try edited(.linux6dot12) { lines in
      let one = lines.firstIndex { $0.hasSuffix("irq/affinity:online") }!
      let other = lines.firstIndex { $0.hasSuffix("block/mq:online") }!
      lines.swapAt(one, other)
    }
    let error = try #require(reason(text))
    #expect(
      error.description
        == "states:50: state 151 (irq/affinity:online) stands after state 152 (block/mq:online) of line 49, "
        + "but a dump ascends: to try another order, exchange the names of two lines and leave the numbers.")
  }

  @Test func everyOtherErrorSaysWhere() throws {
    #expect(reason("")?.reason == .empty)
    #expect(reason("\n \n\r\n")?.reason == .empty)
    #expect(reason("")?.line == nil)
    let binary = reason("  0: offline\n\u{1}\u{2}\n")
    #expect(binary?.reason == .notText(controlByte: 1) && binary?.line == 2)
    for malformed in [
      "x", "0", "0:", "0: ", "0:offline", ": offline", "-1: offline", "0x1: offline", "# dump",
    ] {
      #expect(reason(malformed)?.reason == .malformed(text: malformed.trimmed), "\(malformed)")
    }
    #expect(reason("4096: x")?.reason == .numberTooLarge(text: "4096"))
    #expect(
      reason("99999999999999999999999: x")?.reason == .numberTooLarge(text: "99999999999999999999999"))
    #expect(reason("0: offline\n0: x")?.reason == .doubledNumber(number: 0, firstLine: 1))
    #expect(reason("0: a\n1: b\n0: c")?.reason == .doubledNumber(number: 0, firstLine: 1))
    #expect(reason("1: offline\n2: offline")?.reason == .doubledName(name: "offline", firstLine: 1))
    let long = String(repeating: "a", count: ReadingLimits.maximumLineLength + 1)
    #expect(reason(long)?.reason == .lineTooLong(bytes: long.utf8.count))
    let many = String(repeating: "\n", count: ReadingLimits.maximumLines)
    #expect(reason(many)?.reason == .tooManyLines)
    let big = String(repeating: "\n", count: ReadingLimits.maximumBytes + 1)
    #expect(reason(big)?.reason == .tooLarge(bytes: big.utf8.count))
    let notUTF8 = #expect(throws: StatesDumpError.self) {
      try StatesDump(parsing: [0x30, 0x3a, 0x20, 0xff], file: "f")
    }
    #expect(notUTF8?.reason == .notText(controlByte: nil) && notUTF8?.line == 1)
  }

  @Test func slotNamesMayRepeatAndLinesMayEndInCRLF() throws {
    let text = try edited(.linux6dot12) { lines in
      lines = lines.map { $0.replacing("padata:online", with: "io-wq/online") + "\r" }
    }
    let ladder = try Ladder.laying(try StatesDump(parsing: text, file: "states"))
    #expect(ladder[194].registeredName == "io-wq/online" && ladder[196].registeredName == "io-wq/online")
    #expect(ladder.rung(named: "io-wq/online")?.number == 194)
  }

  @Test(arguments: 0..<400) func mutatedDumpsNeverCrash(_ seed: Int) throws {
    var generator = SeededGenerator(state: UInt64(seed))
    let kernel = BuiltInKernel.allCases.randomElement(using: &generator)!
    var bytes = try Captures.bytes(Captures.statesFile(kernel, .kvmLoaded))
    for _ in 0..<Int.random(in: 1...6, using: &generator) {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(bytes.randomElement(using: &generator)!, at: place)
      case 3: bytes[place] = UInt8(ascii: "0") + UInt8.random(in: 0...9, using: &generator)
      default: mutateNames(&bytes, &generator)
      }
    }
    do {
      let ladder = try Ladder.laying(try StatesDump(parsing: bytes, file: "fuzz \(seed)"))
      #expect(ladder.rungs.count == 237)
      for difference in ladder.differences(from: .builtIn(kernel)) {
        #expect(!difference.description.isEmpty)
      }
    } catch let error as StatesDumpError {
      #expect(!error.description.isEmpty)
    } catch let error as LayingError {
      #expect(!error.description.isEmpty)
    }
  }

  /// Exchanges the names of two lines, the mutation that stays readable.
  private func mutateNames(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
    var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    let one = Int.random(in: lines.indices, using: &generator)
    let other = Int.random(in: lines.indices, using: &generator)
    exchangeNames(&lines, one, other)
    bytes = Array(lines.joined(separator: "\n").utf8)
  }
}

/// Exchanges what stands behind the first ": " of two lines.
func exchangeNames(_ lines: inout [String], _ one: Int, _ other: Int) {
  guard let first = lines[one].firstRange(of: ": "), let second = lines[other].firstRange(of: ": ") else {
    return
  }
  let name = lines[one][first.upperBound...]
  let otherName = lines[other][second.upperBound...]
  let exchanged = (lines[one][..<first.upperBound] + otherName, lines[other][..<second.upperBound] + name)
  lines[one] = String(exchanged.0)
  lines[other] = String(exchanged.1)
}

extension String {
  /// Without spaces at the end.
  var trimmed: String {
    var copy = self
    while copy.last == " " { copy.removeLast() }
    return copy
  }
}
