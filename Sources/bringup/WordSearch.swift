/// Looks for one word in the bytes of many files (R. N. Horspool, Practical Fast Searching in Strings, 1980):
/// most steps skip as many bytes as the word has.
struct WordSearch {
  private let word: [UInt8]
  /// For each byte, how far the word can move if that byte stands below its end.
  private let shifts: [Int]

  /// - Parameter word: not empty.
  init(_ word: String) {
    self.word = Array(word.utf8)
    precondition(!self.word.isEmpty, "a word to look for has at least one byte")
    var shifts = [Int](repeating: self.word.count, count: 256)
    for (index, byte) in self.word.dropLast().enumerated() { shifts[Int(byte)] = self.word.count - 1 - index }
    self.shifts = shifts
  }

  func occurs(in bytes: UnsafeRawBufferPointer) -> Bool {
    let last = word.count - 1
    return word.withUnsafeBufferPointer { word in
      shifts.withUnsafeBufferPointer { shifts in
        var end = last
        while end < bytes.count {
          let byte = bytes[end]
          if byte == word[last] {
            var matched = 0
            while matched < last, bytes[end - last + matched] == word[matched] { matched += 1 }
            if matched == last { return true }
          }
          end += shifts[Int(byte)]
        }
        return false
      }
    }
  }
}
