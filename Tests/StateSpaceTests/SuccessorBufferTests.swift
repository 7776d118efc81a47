import StateSpace
import Testing

@Suite struct SuccessorBufferTests {
  @Test(arguments: [1, 2, 3, 7, 64])
  func keepsWhatWasAppended(wordCount: Int) {
    var buffer = SuccessorBuffer(wordCount: wordCount)
    let source = (0..<wordCount).map { UInt64($0) << 32 }
    for index in 0..<500 {
      source.withUnsafeBufferPointer { words in
        let copy = buffer.append(copying: words.baseAddress!, group: index * 3)
        copy[wordCount - 1] += UInt64(index)
      }
    }
    let count = buffer.count
    #expect(count == 500)
    for index in 0..<500 {
      var expected = source
      expected[wordCount - 1] += UInt64(index)
      let (words, group) = (buffer.words(at: index), buffer.group(at: index))
      #expect(words == expected)
      #expect(group == index * 3)
    }
    buffer.removeAll()
    let countAfter = buffer.count
    #expect(countAfter == 0)
  }

  @Test func findingsBelongToTheLastSuccessor() {
    var buffer = SuccessorBuffer(wordCount: 1)
    var source: UInt64 = 9
    buffer.append(copying: &source, group: 0)
    buffer.report(finding: 4)
    buffer.report(finding: 2)
    buffer.append(copying: &source, group: 1)
    buffer.report(finding: 1)
    buffer.removeLast()
    let (reports, count) = (buffer.reports, buffer.count)
    #expect(count == 1)
    #expect(reports.map(\.finding) == [4, 2])
    #expect(reports.allSatisfy { $0.successor == 0 })
    buffer.removeAll()
    let isEmpty = buffer.reports.isEmpty
    #expect(isEmpty)
  }
}
