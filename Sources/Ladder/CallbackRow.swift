/// A line of the built-in tables of callbacks.
struct CallbackRow: Sendable {
  var number: Int
  var name: String
  var up: String?
  var down: String?
  var isMultiInstance = false
  var instances = 1
  var instancesWithVirtio: Int?
  var cantStop = false
  var module: KernelModule?

  /// A named state without a callback.
  static func marker(_ number: Int, _ name: String, cantStop: Bool = false) -> CallbackRow {
    CallbackRow(number: number, name: name, cantStop: cantStop)
  }

  static func single(
    _ number: Int, _ name: String, up: String? = nil, down: String? = nil, cantStop: Bool = false,
    module: KernelModule? = nil
  ) -> CallbackRow {
    CallbackRow(number: number, name: name, up: up, down: down, cantStop: cantStop, module: module)
  }

  static func multi(
    _ number: Int, _ name: String, up: String? = nil, down: String? = nil, instances: Int,
    withVirtio: Int? = nil, module: KernelModule? = nil
  ) -> CallbackRow {
    CallbackRow(
      number: number, name: name, up: up, down: down, isMultiInstance: true, instances: instances,
      instancesWithVirtio: withVirtio, module: module)
  }

  func isRegistered(in setup: CapturedSetup) -> Bool {
    switch module {
    case nil: true
    case .kvm: setup == .kvmLoaded
    case .virtioNet: setup == .virtioBound
    }
  }

  func instances(in setup: CapturedSetup) -> Int {
    setup == .virtioBound ? instancesWithVirtio ?? instances : instances
  }
}
