import Foundation

/// The C files of the tests.
enum Fixture {
  static let whole = ["pages.c", "channel.c", "guards.c", "odd.c"]
  static let all = whole + ["broken.c"]

  static func text(_ name: String) throws -> [UInt8] {
    let folder = Bundle.module.bundleURL.appendingPathComponent("Resources")
    return Array(try Data(contentsOf: folder.appendingPathComponent(name)))
  }
}
