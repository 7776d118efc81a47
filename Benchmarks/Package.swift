// swift-tools-version: 6.1
import PackageDescription

/// Benchmarks stand in a package of their own, so that whoever builds bringup does not fetch what they need.
let package = Package(
  name: "bringup-benchmarks",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "peers", targets: ["peers"])],
  dependencies: [
    .package(name: "bringup", path: ".."),
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "peers",
      dependencies: [
        .product(name: "PeerModel", package: "bringup"), .product(name: "Program", package: "bringup"),
        .product(name: "StateSpace", package: "bringup"),
      ],
      swiftSettings: [.swiftLanguageMode(.v6)]),
    .executableTarget(
      name: "PeersBenchmark",
      dependencies: [
        .product(name: "Benchmark", package: "benchmark"),
        .product(name: "PeerModel", package: "bringup"), .product(name: "Program", package: "bringup"),
        .product(name: "StateSpace", package: "bringup"),
      ],
      path: "Benchmarks/PeersBenchmark",
      swiftSettings: [.swiftLanguageMode(.v6)],
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ]
)
