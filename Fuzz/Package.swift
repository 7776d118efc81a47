// swift-tools-version: 6.2
import PackageDescription

let house: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

/// What tries the reader of kernel C on many inputs stands in a package of its own, so that whoever builds
/// bringup does not build it.
let package = Package(
  name: "bringup-fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "bringup", path: "..")],
  targets: [
    .executableTarget(
      name: "fuzz", dependencies: [.product(name: "KernelC", package: "bringup")], swiftSettings: house),
    .executableTarget(
      name: "survey", dependencies: [.product(name: "KernelC", package: "bringup")], swiftSettings: house),
  ]
)
