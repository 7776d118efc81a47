import Foundation

/// The C files of the tests.
enum Fixture {
  static let whole = ["pages.c", "channel.c", "guards.c", "odd.c"]
  static let all = whole + ["broken.c"]

  static func text(_ name: String) throws -> [UInt8] {
    let folder = Bundle.module.bundleURL.appendingPathComponent("Resources")
    return Array(try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  /// The fixtures in pieces of a function or two, for tests that read many of them.
  static func pieces() throws -> [[UInt8]] {
    try all.flatMap { name in
      let paragraphs = String(decoding: try text(name), as: UTF8.self).split(separator: "\n}\n")
      return paragraphs.map { Array($0.utf8) + Array("\n}\n".utf8) }
    }
  }
}
