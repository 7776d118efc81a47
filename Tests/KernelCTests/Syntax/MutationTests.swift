import Testing

@testable import KernelC

@Suite("Spoilt files")
struct MutationTests {
  static let seed: UInt64 = 0x6272_696e_6775_70

  @Test("fixtures that end too early, anywhere, are read without a crash", arguments: Fixture.all)
  func cuts(name: String) throws {
    let text = try Fixture.text(name)
    for length in stride(from: 0, through: text.count, by: 29) {
      let file = try CFile(parsing: Array(text[..<length]), path: name)
      for function in file.functions { #expect(function.place.range.upperBound <= length) }
    }
  }

  @Test("mutants of the fixtures are read, told and printed, and what is printed is stable", arguments: 0..<8)
  func mutants(part: UInt64) throws {
    var mutator = Mutator(try Fixture.pieces(), seed: 0)
    // Macros that grow without end have a test of their own, and take long without optimisation.
    let options = ParseOptions(limits: ParseLimits(expansionTokens: 5000))
    for round in 0..<250 {
      let seed = Self.seed &+ part &* 1000 &+ UInt64(round)
      mutator.reseed(seed)
      let text = mutator.next()
      let file = try CFile(parsing: text, path: "seed \(seed)", options: options)
      for item in file.items {
        #expect(!COutline.of(item).isEmpty, "seed \(seed)")
        guard case .function(let function) = item else { continue }
        #expect(function.place.range.upperBound <= text.count, "seed \(seed)")
        #expect(function.body.height <= ParseLimits().depth, "seed \(seed)")
        #expect(function.opaque.count == Census.opaque(in: function), "seed \(seed): \(function.name)")
        if round % 4 == 0 { _ = try CFile(parsing: CPrinter.text(of: function), path: "printed") }
      }
    }
  }

  @Test("the same seed spoils in the same way")
  func determinism() throws {
    let texts = try Fixture.all.map { try Fixture.text($0) }
    var one = Mutator(texts, seed: 1)
    var other = Mutator(texts, seed: 1)
    let first = (0..<20).map { _ in one.next() }
    #expect(first == (0..<20).map { _ in other.next() })
    #expect(Set(first).count > 15)
  }
}
