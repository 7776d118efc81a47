// swift-tools-version: 6.2
import PackageDescription

/// Every target is held to the same rules: Swift 6 language mode, and a warning is an error.
let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6), .treatAllWarnings(as: .error),
]

let package = Package(
  name: "bringup",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "bringup", targets: ["bringup"]),
    .library(name: "StateSpace", targets: ["StateSpace"]),
    .library(name: "Program", targets: ["Program"]),
    .library(name: "KernelC", targets: ["KernelC"]),
    .library(name: "PeerModel", targets: ["PeerModel"]),
    .library(name: "Simulation", targets: ["Simulation"]),
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
    .target(name: "KernelC", dependencies: ["Machine"], swiftSettings: house),
    .target(name: "Hotplug", dependencies: ["Machine", "Ladder"], swiftSettings: house),
    .target(name: "HyperV", dependencies: ["Hotplug"], swiftSettings: house),
    .target(name: "Catalogue", dependencies: ["HyperV", "KernelC"], swiftSettings: house),
    .target(name: "Report", dependencies: ["Catalogue", "KernelC"], swiftSettings: house),
    .executableTarget(
      name: "bringup",
      dependencies: [
        "Report", "Catalogue", "Simulation", "Ladder", "KernelC",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: house),
    .target(name: "Simulation", dependencies: ["Hotplug"], swiftSettings: house),
    .testTarget(
      name: "SimulationTests", dependencies: ["Simulation"], resources: [.copy("Resources")],
      swiftSettings: house),
    .testTarget(name: "StateSpaceTests", dependencies: ["StateSpace"], swiftSettings: house),
    .target(name: "KernelTreeSupport", path: "Tests/KernelTreeSupport", swiftSettings: house),
    .testTarget(
      name: "LadderTests", dependencies: ["Ladder", "KernelTreeSupport"], resources: [.copy("Resources")],
      swiftSettings: house),
    .target(
      name: "ModelTestSupport", dependencies: ["Machine"], path: "Tests/ModelTestSupport",
      swiftSettings: house),
    .testTarget(name: "MachineTests", dependencies: ["Machine", "ModelTestSupport"], swiftSettings: house),
    .testTarget(
      name: "KernelCTests", dependencies: ["KernelC", "KernelTreeSupport"], resources: [.copy("Resources")],
      swiftSettings: house),
    .testTarget(name: "HotplugTests", dependencies: ["Hotplug", "ModelTestSupport"], swiftSettings: house),
    .testTarget(name: "HyperVTests", dependencies: ["Catalogue", "ModelTestSupport"], swiftSettings: house),
    .target(name: "SpinSupport", dependencies: ["Program"], path: "Tests/SpinSupport", swiftSettings: house),
    .testTarget(
      name: "CatalogueTests", dependencies: ["Catalogue", "SpinSupport", "KernelTreeSupport"],
      resources: [.copy("Resources")], swiftSettings: house),
    .testTarget(name: "HouseTests", swiftSettings: house),
    .testTarget(name: "ReportTests", dependencies: ["Report", "Catalogue"], swiftSettings: house),
    .testTarget(
      name: "CommandTests", dependencies: ["bringup", "Catalogue", "KernelC", "Report", "KernelTreeSupport"],
      resources: [.copy("Resources")], swiftSettings: house),
    .testTarget(name: "ProgramTests", dependencies: ["Program", "PeerModel"], swiftSettings: house),
    .testTarget(
      name: "PromelaTests", dependencies: ["Program", "PeerModel", "StateSpace", "SpinSupport"],
      swiftSettings: house),
  ]
)
