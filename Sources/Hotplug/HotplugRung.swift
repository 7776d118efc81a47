import Ladder
import Program

/// A rung as the hotplug core walks it: its number, its callbacks, and what is known about them.
public struct HotplugRung: Sendable {
  public struct Callback: Sendable {
    /// The kernel function, as a trace names it.
    public var function: String
    /// The procedure that stands for its body: takes the CPU, returns 0 or a negative errno. Nil for a
    /// generic callback, which does nothing and succeeds.
    public var procedure: String?
    /// Under a fault budget the callback itself may fail.
    public var mayFail: Bool

    public init(_ function: String, procedure: String? = nil, mayFail: Bool = false) {
      self.function = function
      self.procedure = procedure
      self.mayFail = mayFail
    }
  }

  public var number: Int
  public var name: String
  public var startup: Callback?
  public var teardown: Callback?
  public var isMultiInstance: Bool
  /// Instances that exist at the start of a multi-instance rung, 0...30. If it is registered in the run, how
  /// many can be there at once, 2 for 0.
  public var instances: Int
  /// Nothing is registered here until `cpuhp_setup_state` is called for it in the modelled run.
  public var isRegisteredLater: Bool
  /// The dynamic range in which a registration asks for a slot while the model runs. Its number is then that
  /// of the range's first slot, until it has one; nil for a rung with a number of its own.
  public private(set) var range: DynamicRange?

  public init(
    number: Int, name: String, startup: Callback? = nil, teardown: Callback? = nil,
    isMultiInstance: Bool = false,
    instances: Int = 0, isRegisteredLater: Bool = false
  ) {
    self.number = number
    self.name = name
    self.startup = startup
    self.teardown = teardown
    self.isMultiInstance = isMultiInstance
    self.instances = instances
    self.isRegisteredLater = isRegisteredLater
  }

  /// What a registration brings that asks for a slot in a dynamic range (`cpuhp_reserve_state`,
  /// kernel/cpu.c): it gets the lowest that is free when it comes.
  public init(
    registering name: String, in range: DynamicRange, startup: Callback? = nil, teardown: Callback? = nil,
    isMultiInstance: Bool = false, instances: Int = 0
  ) {
    self.init(
      number: 0, name: name, startup: startup, teardown: teardown, isMultiInstance: isMultiInstance,
      instances: instances, isRegisteredLater: true)
    self.range = range
  }

  var isDynamic: Bool { range != nil }
  var hasCallback: Bool { startup != nil || teardown != nil }

  func callback(_ bringup: Bool) -> Callback? { bringup ? startup : teardown }
}
