import Testing

@testable import Ladder

@Suite("Nearest name")
struct NearestNameTests {
  static let names = ["hyperv-input-page", "vp-assist-eoi", "kvm-enable", "kvm-enable-failure"]

  @Test(
    "A slip is recognised, something else is not",
    arguments: [
      ("kvm-enabel", "kvm-enable"), ("hyperv", "hyperv-input-page"), ("vp-asist-eoi", "vp-assist-eoi"),
      ("kvm-enable-failures", "kvm-enable-failure"), ("zzz", nil), ("", nil), ("hyperv-input-paeg", names[0]),
    ])
  func suggestion(_ word: String, _ expected: String?) {
    #expect(NearestName.suggestion(for: word, among: Self.names) == expected)
  }

  @Test("Distances count edits, and a swap is one")
  func distance() {
    func distance(_ a: String, _ b: String) -> Int { NearestName.distance(Array(a.utf8), Array(b.utf8)) }
    #expect(distance("", "abc") == 3)
    #expect(distance("abc", "") == 3)
    #expect(distance("abc", "acb") == 1)
    #expect(distance("kitten", "sitting") == 3)
  }

  @Test("A word of a megabyte is cut before it is compared")
  func long() {
    #expect(NearestName.suggestion(for: String(repeating: "x", count: 1 << 20), among: Self.names) == nil)
  }
}
