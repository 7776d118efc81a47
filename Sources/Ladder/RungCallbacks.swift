/// The callbacks of one registered state, as a running Debian kernel has them.
public struct RungCallbacks: Sendable, Hashable {
  /// The state, as its kernel numbers it.
  public let number: Int
  /// Its name in `hotplug/states`.
  public let name: String
  /// Its enumerator, nil in a dynamic slot.
  public let symbol: String?
  public let section: Section
  /// The function run on the way up, nil if there is none.
  public let startup: String?
  /// The function run on the way down, nil if there is none.
  public let teardown: String?
  /// The module that both functions live in, nil for the kernel image.
  public let module: KernelModule?
  /// Whether instances are added to it one by one (`cpuhp_setup_state_multi`): the function then runs once
  /// for each, and not at all without any.
  public let isMultiInstance: Bool
  /// How often the function runs on each pass: 1 unless multi-instance.
  public let instances: Int
  /// Whether `hotplug/target` may not stop here.
  public let cantStop: Bool

  /// Whether an error of the startup stops the way up (`Ladder.startupMayFail`).
  public let startupMayFail: Bool
  /// Whether an error of the teardown stops the way down (`Ladder.teardownMayFail`).
  public let teardownMayFail: Bool

  /// Whether there is a function in either direction; states without one exist to be stopped at, or as
  /// markers.
  public var hasCallback: Bool { startup != nil || teardown != nil }

  /// The function of one direction, nil if there is none.
  public func function(_ direction: WalkDirection) -> String? {
    direction == .up ? startup : teardown
  }

  /// The function of one direction as ftrace prints it: `kvm_online_cpu [kvm]`.
  public func traceName(_ direction: WalkDirection) -> String? {
    function(direction).map { name in module.map { "\(name) [\($0.rawValue)]" } ?? name }
  }
}
