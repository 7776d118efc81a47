import PeerModel
import Program
import Testing

/// Damaged texts are refused or read, and never end the process.
@Suite struct TextFormFuzzTests {
  /// Reads the bytes. What can be read must also come back when it is printed.
  private func read(_ bytes: [UInt8], _ comment: @autoclosure () -> String) -> Bool {
    do {
      let model = try parseModel(bytes)
      let again = try parseModel(textForm(of: model))
      let isEqual: Bool = again == model
      if !isEqual { Issue.record("\(comment()): what was read does not come back") }
      return true
    } catch {
      let isPlaced: Bool = error.line >= 1 && error.column >= 1 && error.description.hasSuffix(".")
      if !isPlaced { Issue.record("\(comment()): \(error)") }
      return false
    }
  }

  /// Every byte of the sample, and of the peers' model, which is long and repeats itself, every fourth.
  @Test(arguments: [(sampleText, 1), (textForm(of: peerModel(cpus: 2)), 4)])
  func aTextThatEndsEarlyIsRefused(text: String, stride step: Int) {
    let bytes = Array(text.utf8)
    for end in stride(from: 0, to: bytes.count, by: step) {
      _ = read(Array(bytes[..<end]), "cut at \(end)")
    }
  }

  @Test func mutationsNeverCrash() {
    let words = [
      "{", "}", "(", ")", ";", ":", "@", "\"", "\\u{", "...", "-", "if", "else", "local ", "choose {",
      "atomic", "0",
      "9223372036854775808", "-9223372036854775808", "model", "\u{0}", "é", "dispatch", "s0(", "u64(", "//",
      "\n",
    ].map { Array($0.utf8) }
    let source = Array(sampleText.utf8)
    var accepted = 0
    for seed in 0..<1500 {
      var random = SplitMix64(seed: seed)
      var bytes = source
      for _ in 0...random.below(4) {
        let start = random.below(bytes.count)
        let end = min(bytes.count, start + random.below(8))
        switch random.below(5) {
        case 0: bytes[start] = UInt8(random.below(256))
        case 1: bytes.removeSubrange(start..<end)
        case 2: bytes.insert(contentsOf: random.pick(words), at: start)
        case 3: bytes.insert(contentsOf: bytes[start..<end], at: random.below(bytes.count))
        default: bytes.replaceSubrange(start..<end, with: random.pick(words))
        }
      }
      if read(bytes, "seed \(seed)") { accepted += 1 }
    }
    // Were all refused at once, nothing would have been tested.
    let isUseful: Bool = accepted > 50
    #expect(isUseful)
  }

  @Test func noiseNeverCrashes() {
    for seed in 0..<500 {
      var random = SplitMix64(seed: seed)
      let bytes = (0..<random.below(64)).map { _ in UInt8(random.below(256)) }
      _ = read(Array("model m; procedure f() { ".utf8) + bytes, "seed \(seed)")
    }
  }
}
