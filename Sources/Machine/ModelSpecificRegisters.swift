import Program

/// Model-specific registers as named cells of each CPU, with a hook for what writing one sets off.
extension Computer {
  /// Adds `msr.NAME` and `wrmsrl(NAME)(value)`.
  ///
  /// - Parameter onWrite: what the hardware or hypervisor does in the same step, given the value that is
  ///   written.
  public mutating func addMSR(
    _ name: String, _ domain: Domain, initial: Int = 0, mayFault: Bool = false,
    onWrite: (Expression) -> [Statement] = { _ in [] }
  ) {
    add(Variable("msr.\(name)", domain, count: cpus, initial: [initial]))
    let value = Expression.local("value", domain)
    let write = Atomic("wrmsrl(\(name))") {
      PerCPU("msr.\(name)").here <- value
      onWrite(value)
    }
    add(
      Procedure("wrmsrl(\(name))", parameters: [Local("value", domain)], isPrimitive: true) {
        if mayFault && hasFaults {
          Choose {
            Option("wrmsrl(\(name))", .kernel) { write }
            Option("wrmsrl(\(name)) raises #GP", .fault, when: Global("faults_left") > 0) {
              Atomic { Global("faults_left") <- Global("faults_left") - 1 }
              Crash("general-protection")
            }
          }
        } else {
          write
        }
      })
  }
}

extension Kernel {
  /// `rdmsrl`: the register of the CPU that executes it.
  public static func readMSR(_ name: String) -> Expression { PerCPU("msr.\(name)").here }
}
