import Foundation
import Ladder
import Testing

/// The captured files in Resources; README.md there says how each was cut.
enum Captures {
  static func bytes(_ name: String) throws -> [UInt8] {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Resources"))
    return Array(try Data(contentsOf: url))
  }

  static func lines(_ name: String) throws -> [String] {
    String(decoding: try bytes(name), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  static func dump(_ kernel: BuiltInKernel, _ setup: CapturedSetup) throws -> StatesDump {
    let name = statesFile(kernel, setup)
    return try StatesDump(parsing: try bytes(name), file: name)
  }

  static func statesFile(_ kernel: BuiltInKernel, _ setup: CapturedSetup) -> String {
    "\(kernel.version)-states-\(setup.word).txt"
  }
}

extension CapturedSetup {
  var word: String {
    switch self {
    case .plain: "plain"
    case .kvmLoaded: "kvm"
    case .virtioBound: "virtio"
    }
  }
}

/// SplitMix64: the same mutations on every machine for one seed.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
