/// Which function runs at which state on a running Debian kernel of a built-in version.
public struct CallbackTable: Sendable, Hashable {
  public let kernel: BuiltInKernel
  public let setup: CapturedSetup
  /// Every state that `hotplug/states` lists in this setup, in ascending order.
  public let callbacks: [RungCallbacks]

  public init(_ kernel: BuiltInKernel, _ setup: CapturedSetup = .plain) {
    self.kernel = kernel
    self.setup = setup
    let ladder = Ladder.builtIn(kernel)
    let rows =
      switch kernel {
      case .linux6dot1: Self.linux6dot1
      case .linux6dot12: Self.linux6dot12
      }
    callbacks = rows.filter { $0.isRegistered(in: setup) }.map { row in
      let rung = ladder[row.number]
      return RungCallbacks(
        number: row.number, name: row.name, symbol: rung.symbol, section: rung.section, startup: row.up,
        teardown: row.down, module: row.module, isMultiInstance: row.isMultiInstance,
        instances: row.instances(in: setup), cantStop: row.cantStop,
        startupMayFail: ladder.startupMayFail(row.number), teardownMayFail: ladder.teardownMayFail(row.number)
      )
    }
  }

  /// The callbacks of the state with this number, as this table's kernel numbers it; nil if it is not
  /// registered.
  public subscript(number: Int) -> RungCallbacks? { callbacks.first { $0.number == number } }

  /// The callbacks of a rung of any ladder, a derived one too: by symbol, or by name for a dynamic slot.
  public func callbacks(of rung: Rung) -> RungCallbacks? {
    if let symbol = rung.symbol { return callbacks.first { $0.symbol == symbol } }
    return callbacks.first { $0.symbol == nil && $0.name == rung.registeredName }
  }

  /// The built-in ladder with the names that this setup registers in its dynamic slots.
  public var ladder: Ladder {
    do {
      let names = callbacks.map { StatesDump.Entry(line: 0, number: $0.number, name: $0.name) }
      let dump = StatesDump(file: "Debian's hotplug/states", entries: names)
      return try Ladder.laying(dump, over: .builtIn(kernel))
    } catch {
      preconditionFailure("the built-in table does not fit its ladder: \(error)")
    }
  }
}
