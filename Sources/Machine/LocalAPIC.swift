import Program

/// A vector of the local APIC that a case makes use of. Its priority class is its upper half.
public struct InterruptVector: Sendable, Equatable {
  /// When its handler ends the interrupt.
  public enum EndOfInterrupt: Sendable {
    /// Before it does anything else, as system vectors and edge-triggered device interrupts do.
    case atEntry
    /// When it has done its work.
    case atEnd
    /// The APIC does not wait for it: no bit is set in service.
    case automatic
  }

  public var name: String
  /// 0x20...0xff.
  public var number: Int
  public var endOfInterrupt: EndOfInterrupt

  public init(_ name: String, _ number: Int, endOfInterrupt: EndOfInterrupt = .atEntry) {
    precondition((0x20...0xff).contains(number), "vectors below 0x20 are exceptions, and 0xff is the last")
    self.name = name
    self.number = number
    self.endOfInterrupt = endOfInterrupt
  }

  public var priorityClass: Int { number >> 4 }

  public static let reschedule = InterruptVector("reschedule interrupt", 0xfd)
  public static let callFunction = InterruptVector("call function interrupt", 0xfc)
  public static let callFunctionSingle = InterruptVector("call function single interrupt", 0xfb)
}

/// The local APIC of each CPU: requests (IRR) and what is in service (ISR), one bit for each vector that was
/// declared, and the rule of delivery: the highest request, if its class is above the highest in service,
/// interrupts are on, and no handler runs, since handlers do not nest here. All vectors are edge-triggered.
public struct LocalAPIC: Sendable {
  /// In ascending order: bit i of a mask stands for vector i of these.
  public let vectors: [InterruptVector]
  /// The procedure that a handler ends its interrupt with.
  public let endOfInterrupt: String

  /// The procedure that writes the EOI register: what is highest in service is in service no longer.
  public static let writeEndOfInterrupt = "native_apic_msr_eoi"

  /// Requests of a CPU.
  public static let requests = PerCPU("apic.irr")
  /// What is in service there.
  public static let inService = PerCPU("apic.isr")
  /// It takes requests and delivers them: not from soft-disabling on a dying CPU to the next bring-up.
  public static let isEnabled = PerCPU("apic.enabled")

  func index(of number: Int) -> Int {
    guard let index = vectors.firstIndex(where: { $0.number == number }) else {
      preconditionFailure("vector 0x\(String(number, radix: 16)) was not declared with addLocalAPIC")
    }
    return index
  }

  func bit(of number: Int) -> Expression { .constant(1 << index(of: number)) }

  /// The APIC of `cpu` has this vector to deliver.
  func delivers(_ number: Int, on cpu: Expression) -> Expression {
    let index = index(of: number)
    // Nothing of this class or a higher one is in service.
    let lowest = vectors.firstIndex { $0.priorityClass == vectors[index].priorityClass }!
    return LocalAPIC.isEnabled[cpu] && (LocalAPIC.requests[cpu] >> .constant(index)) == 1
      && (LocalAPIC.inService[cpu] >> .constant(lowest)) == 0
  }
}

extension LocalAPIC {
  /// A request arrives at the APIC of a CPU: an IPI, or the message of a device. An APIC that is off takes
  /// none. Belongs into the atomic step of who sends it.
  @ProgramBuilder public func request(vector number: Int, on cpu: Expression) -> [Statement] {
    If(LocalAPIC.isEnabled[cpu]) {
      LocalAPIC.requests[cpu] <- LocalAPIC.requests[cpu] | bit(of: number)
    }
  }

  /// `send_IPI(cpu, vector)`, to another CPU or to this one. One step.
  @ProgramBuilder public func sendIPI(_ number: Int, to cpu: Expression) -> [Statement] {
    Atomic("send_IPI(\(cpu), 0x\(String(number, radix: 16)))") { request(vector: number, on: cpu) }
  }

  /// Whether a vector waits for delivery on a CPU.
  public func isRequested(vector number: Int, on cpu: Expression) -> Expression {
    (LocalAPIC.requests[cpu] & bit(of: number)) != 0
  }

  /// What `fixup_irqs` does on a dying CPU for each vector of a device that is still requested there once its
  /// interrupt has been moved: it sends it again at the new target, which may have given it another vector
  /// (arch/x86/kernel/irq.c, 6.12). The wait of 1 ms before it is for messages that are under way; here a
  /// message arrives when it is sent. One step.
  @ProgramBuilder public func retrigger(
    vector number: Int, from cpu: Expression, to target: Expression, as other: Int? = nil
  ) -> [Statement] {
    Atomic("irq_retrigger: vector 0x\(String(number, radix: 16)) of CPU \(cpu) goes to CPU \(target)") {
      If(isRequested(vector: number, on: cpu)) {
        LocalAPIC.requests[cpu] <- LocalAPIC.requests[cpu] & ~bit(of: number)
        request(vector: other ?? number, on: target)
      }
    }
  }
}

extension Computer {
  /// Adds the local APICs. Wake-ups by IPI add their own vectors.
  ///
  /// - Parameters:
  ///   - vectors: those that the case makes use of. Handlers are added with `addInterrupt(vector:on:)`.
  ///   - endOfInterrupt: the procedure with which handlers end their interrupt. Without one they write the
  ///     EOI
  ///     register; another one writes it by calling `LocalAPIC.writeEndOfInterrupt`, or does not.
  ///   - onDelivery: what the hypervisor or the APIC does besides in the step that delivers a vector, given
  ///     the CPU and the vector.
  public mutating func addLocalAPIC(
    vectors: [InterruptVector] = [], endOfInterrupt: String = LocalAPIC.writeEndOfInterrupt,
    onDelivery: @escaping @Sendable (Expression, InterruptVector) -> [Statement] = { _, _ in [] }
  ) {
    precondition(apic == nil, "a computer's local APICs are added once")
    let own: [InterruptVector] = wakeUps == .byIPI ? [.reschedule, .callFunction, .callFunctionSingle] : []
    let all = (vectors + own).sorted { $0.number < $1.number }
    precondition(Set(all.map(\.number)).count == all.count, "two vectors have one number")
    precondition((1...24).contains(all.count), "1 to 24 vectors can be declared")
    let apic = LocalAPIC(vectors: all, endOfInterrupt: endOfInterrupt)
    self.apic = apic
    self.onDelivery = onDelivery
    let mask = Domain.range(0...(1 << all.count - 1))
    let online = variable("cpu_online")?.initial ?? [1]
    add(
      Variable("apic.irr", mask, count: cpus), Variable("apic.isr", mask, count: cpus),
      Variable("apic.enabled", .bool, count: cpus, initial: online))
    let inService = LocalAPIC.inService.here
    add(
      Procedure(LocalAPIC.writeEndOfInterrupt, source: "arch/x86/include/asm/apic.h", isPrimitive: true) {
        Atomic("write the EOI register") {
          inService
            <- all.indices.reduce(inService) { rest, index in
              .conditional(
                (inService >> .constant(index)) == 1, inService & .constant(~(1 << index)), rest)
            }
        }
      })
    guard wakeUps == .byIPI else { return }
    for cpu in 0..<cpus { addInterrupt(vector: InterruptVector.reschedule.number, on: cpu) {} }
  }

  /// The handler of a vector on a CPU. It ends the interrupt as the vector says.
  public mutating func addInterrupt(
    vector number: Int, on cpu: Int, @ProgramBuilder handler: () -> [Statement]
  ) {
    guard let apic else { preconditionFailure("addLocalAPIC comes before the handlers of its vectors") }
    let vector = apic.vectors[apic.index(of: number)]
    let here = Expression.constant(cpu)
    let end = [Statement(Do(apic.endOfInterrupt))]
    let body = handler()
    let delivered = onDelivery(here, vector)
    addInterrupt(
      "\(vector.name) of CPU \(cpu)", on: cpu, pending: apic.delivers(number, on: here),
      acknowledge: {
        LocalAPIC.requests[here] <- LocalAPIC.requests[here] & ~apic.bit(of: number)
        if vector.endOfInterrupt != .automatic {
          LocalAPIC.inService[here] <- LocalAPIC.inService[here] | apic.bit(of: number)
        }
        delivered
      },
      handler: {
        if vector.endOfInterrupt == .atEntry { end }
        body
        if vector.endOfInterrupt == .atEnd { end }
      })
  }
}

extension Kernel {
  /// `apic_soft_disable`, as the last thing that `__cpu_disable` does to a dying CPU's APIC: no request is
  /// taken or delivered any more. Belongs into an atomic step.
  @ProgramBuilder public static func softDisableAPIC(of cpu: Expression) -> [Statement] {
    LocalAPIC.isEnabled[cpu] <- 0
  }

  /// INIT and the setup of the APIC on a CPU that comes up: nothing is requested or in service. Belongs into
  /// an atomic step.
  @ProgramBuilder public static func resetAPIC(of cpu: Expression) -> [Statement] {
    LocalAPIC.requests[cpu] <- 0
    LocalAPIC.inService[cpu] <- 0
    LocalAPIC.isEnabled[cpu] <- 1
  }
}
