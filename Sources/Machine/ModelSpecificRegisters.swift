import Program

/// Model-specific registers as named cells of each CPU, with a hook for what writing one sets off.
extension Computer {
  /// Adds `msr.NAME`, `wrmsrl(NAME)(value)` and `wrmsrl_safe(NAME)(value)`.
  ///
  /// - Parameters:
  ///   - mayFault: an access may raise #GP, under the fault budget. The safe forms return -EIO then. The
  ///     others go on with the write undone, or with 0 read, and say so in the log (`ex_handler_msr`,
  ///     arch/x86/mm/extable.c, 6.12): a finding.
  ///   - onWrite: what the hardware or hypervisor does in the same step, given the value that is written.
  public mutating func addMSR(
    _ name: String, _ domain: Domain, initial: Int = 0, mayFault: Bool = false,
    onWrite: (Expression) -> [Statement] = { _ in [] }
  ) {
    add(Variable("msr.\(name)", domain, count: cpus, initial: [initial]))
    if mayFault && hasFaults { faultingRegisters.insert(name) }
    let register = PerCPU("msr.\(name)").here
    let value = Expression.local("value", domain)
    let faults = Global("faults_left")
    /// One access, which the fault budget may let fault.
    func access(
      _ text: String, _ success: [Statement], _ failure: [Statement]
    ) -> [Statement] {
      guard faultingRegisters.contains(name) else { return success }
      return [
        Statement(
          Choose {
            Option(text, .kernel) { success }
            Option("\(text) raises #GP", .fault, when: faults > 0) {
              Atomic { faults <- faults - 1 }
              failure
            }
          })
      ]
    }
    @ProgramBuilder func write(_ text: String) -> [Statement] {
      Atomic(text) {
        register <- value
        onWrite(value)
      }
    }
    @ProgramBuilder func unchecked() -> [Statement] { Require("unchecked-msr-access", 0) }
    let parameter = [Local("value", domain)]
    add(
      Procedure("wrmsrl(\(name))", parameters: parameter, isPrimitive: true) {
        access("wrmsrl(\(name))", write("wrmsrl(\(name))"), unchecked())
      },
      Procedure("wrmsrl_safe(\(name))", parameters: parameter, isPrimitive: true) {
        access("wrmsrl_safe(\(name))", write("wrmsrl_safe(\(name))"), [Statement(Return(-5))])
        Return(0)
      })
  }
}

extension Kernel {
  /// `rdmsrl` of a register that does not fault: the one of the CPU that executes it.
  public static func readMSR(_ name: String) -> Expression { PerCPU("msr.\(name)").here }

  /// `rdmsrl` and `rdmsrl_safe`: the register of the CPU that executes it, or 0 if it faults; one step.
  ///
  /// - Parameter error: where `rdmsrl_safe` says -EIO or 0. Without it a fault is a finding.
  @ProgramBuilder public static func readMSR(
    _ name: String, into value: Expression, error: Expression? = nil, isSafe: Bool = false,
    in computer: Computer
  ) -> [Statement] {
    let text = "rdmsrl\(isSafe ? "_safe" : "")(\(name))"
    if computer.faultingRegisters.contains(name) {
      Choose {
        Option(text, .kernel) {
          Atomic {
            value <- readMSR(name)
            if let error { error <- 0 }
          }
        }
        Option("\(text) raises #GP", .fault, when: Global("faults_left") > 0) {
          Atomic {
            Global("faults_left") <- Global("faults_left") - 1
            value <- 0
            if let error { error <- -5 }
          }
          if !isSafe { Require("unchecked-msr-access", 0) }
        }
      }
    } else {
      value <- readMSR(name)
      if let error { error <- 0 }
    }
  }
}
