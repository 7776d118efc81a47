import Report

/// What is not the answer goes to stderr.
enum Diagnostics {
  /// One sentence about what is wrong. Nobody is left to tell if stderr can't be written.
  static func complain(_ sentence: String) {
    _ = Stream.rest.write("bringup: \(Wording.harmless(sentence))\n")
  }
}
