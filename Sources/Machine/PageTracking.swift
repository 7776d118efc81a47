import Program

/// What is remembered of the slots of a pool beyond whether they are allocated.
public struct PageTracking: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Whether the content was written: `NAME.initialised`.
  public static let initialisation = PageTracking(rawValue: 1)
  /// Whether it is encrypted, as all memory of a confidential guest is until it is shared: `NAME.encrypted`.
  public static let encryption = PageTracking(rawValue: 2)
}

/// The pages of one pool, with what is tracked of them.
struct TrackedPages {
  let pool: String
  let tracks: PageTracking
  private let pointer: Expression

  init(_ pool: String, _ tracks: PageTracking) {
    self.pool = pool
    self.tracks = tracks
    pointer = .local("pointer", .pointer(to: pool))
  }

  private var initialised: PerCPU { PerCPU("\(pool).initialised") }
  private var encrypted: PerCPU { PerCPU("\(pool).encrypted") }
  private var parameters: [Local] { [Local("pointer", .pointer(to: pool))] }

  /// What a slot is when it is taken, given its index.
  func fresh(isZeroed: Bool) -> (Expression) -> [Statement] {
    { slot in
      var statements: [Statement] = []
      if isZeroed && tracks.contains(.initialisation) { statements.append(Statement(initialised[slot] <- 1)) }
      if tracks.contains(.encryption) { statements.append(Statement(encrypted[slot] <- 1)) }
      return statements
    }
  }

  /// Nothing is known of a slot that is free.
  @ProgramBuilder func forget(_ pointer: Expression) -> [Statement] {
    if tracks.contains(.initialisation) { initialised[Kernel.slot(of: pointer)] <- 0 }
    if tracks.contains(.encryption) { encrypted[Kernel.slot(of: pointer)] <- 0 }
  }

  @ProgramBuilder func write(_ pointer: Expression) -> [Statement] {
    if tracks.contains(.initialisation) { initialised[Kernel.slot(of: pointer)] <- 1 }
  }

  /// `hand_out(NAME)`: one step, in which the page is looked at.
  var handOut: Procedure {
    Procedure("hand_out(\(pool))", parameters: parameters, isPrimitive: true) {
      Atomic("hand out \(pool)") {
        Kernel.dereference(pointer, pool)
        if tracks.contains(.initialisation) {
          Require("uninitialised-page", initialised[Kernel.slot(of: pointer)])
        }
        if tracks.contains(.encryption) {
          Require("encrypted-page", !encrypted[Kernel.slot(of: pointer)])
        }
      }
    }
  }

  /// `set_memory_decrypted(NAME)` or `set_memory_encrypted(NAME)` (`__set_memory_enc_pgtable`,
  /// arch/x86/mm/pat/set_memory.c, 6.12): with interrupts off it is a BUG, since it flushes the TLBs of all
  /// CPUs, and it may sleep. What was written before can't be read any more behind it. A failure leaves the
  /// page as it was.
  func conversion(toEncrypted: Bool, mayFail: Bool, _ flush: String?) -> Procedure {
    let name = "set_memory_\(toEncrypted ? "encrypted" : "decrypted")"
    let faults = Global("faults_left")
    @ProgramBuilder var convert: [Statement] {
      if let flush {
        Atomic("\(name): cpa_flush") { If(Kernel.irqsDisabled) { Crash("bug") } }
        Do(flush)
      }
      Atomic(name) {
        If(Kernel.irqsDisabled) { Crash("bug") }
        Kernel.dereference(pointer, pool)
        encrypted[Kernel.slot(of: pointer)] <- (toEncrypted ? 1 : 0)
        if tracks.contains(.initialisation) { initialised[Kernel.slot(of: pointer)] <- 0 }
      }
      if let flush { Do(flush) }
      Return(0)
    }
    return Procedure("\(name)(\(pool))", parameters: parameters, isPrimitive: true) {
      Kernel.mightSleep()
      if mayFail {
        Choose {
          Option("\(name) succeeds", .kernel) { convert }
          Option("\(name) fails", .fault, when: faults > 0) {
            Atomic { faults <- faults - 1 }
            Return(-5)
          }
        }
      } else {
        convert
      }
    }
  }
}

extension Kernel {
  /// A page is given to the hypervisor or to hardware, which reads it: it must have been written, and it must
  /// not be encrypted, as far as the pool tracks that. One step; in an atomic block, part of its step.
  public static func handOut(_ pointer: Expression, _ pool: String) -> Statement.Kind {
    Do("hand_out(\(pool))", pointer)
  }

  /// Writes the whole object. One step.
  @ProgramBuilder public static func initialise(
    _ pointer: Expression, _ pool: String, _ text: String, in computer: Computer
  ) -> [Statement] {
    let isTracked = computer.variable("\(pool).initialised") != nil
    Atomic(text) {
      dereference(pointer, pool)
      TrackedPages(pool, isTracked ? .initialisation : []).write(pointer)
    }
  }
}
