// swift-tools-version: 6.1
import PackageDescription

/// Every target is held to the same rules: Swift 6 language mode, and a warning is an error.
let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6)
]

let package = Package(
  name: "bringup",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "StateSpace", targets: ["StateSpace"]),
    .library(name: "Program", targets: ["Program"]),
    .library(name: "PeerModel", targets: ["PeerModel"]),
    .library(name: "Catalogue", targets: ["Catalogue"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .target(name: "StateSpace", swiftSettings: house),
    .target(name: "Ladder", swiftSettings: house),
    .target(name: "Program", dependencies: ["StateSpace"], swiftSettings: house),
    .target(name: "PeerModel", dependencies: ["Program"], swiftSettings: house),
    .target(name: "Machine", dependencies: ["Program"], swiftSettings: house),
    .target(name: "Hotplug", dependencies: ["Machine", "Ladder"], swiftSettings: house),
    .target(name: "HyperV", dependencies: ["Hotplug"], swiftSettings: house),
    .target(name: "Catalogue", dependencies: ["HyperV"], swiftSettings: house),
    .testTarget(name: "HouseTests", swiftSettings: house),
    .testTarget(name: "ProgramTests", dependencies: ["Program", "PeerModel"], swiftSettings: house),
  ]
)
