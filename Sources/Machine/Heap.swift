import Program

/// The heap: a bounded pool for each type of object. A slot is allocated or not; a freed slot is not used
/// again while a pointer to it remains, so that reuse never hides a use after free.
extension Computer {
  /// Adds a pool with `kmalloc`, `kzalloc` and `kfree` for it, under the names `kmalloc(NAME)`,
  /// `kzalloc(NAME)` and `kfree(NAME)`; and `hand_out(NAME)(pointer)`, for a page that is given to the
  /// hypervisor or to hardware.
  ///
  /// - Parameters:
  ///   - tracks: what is remembered of each slot beyond whether it is allocated. What is not asked for costs
  ///     nothing.
  ///   - onConversion: a procedure without parameters that `set_memory_decrypted` and `set_memory_encrypted`
  ///     call before and behind the change, as they flush TLBs by IPI.
  public mutating func addPool(
    _ name: String, slots: Int, tracks: PageTracking = [], onConversion: String? = nil
  ) {
    model.pools.append(Pool(name, slots: slots))
    add(Variable("\(name).allocated", .bool, count: slots))
    if tracks.contains(.initialisation) { add(Variable("\(name).initialised", .bool, count: slots)) }
    if tracks.contains(.encryption) { add(Variable("\(name).encrypted", .bool, count: slots)) }
    let pointer = Expression.local("pointer", .pointer(to: name))
    let allocated = PerCPU("\(name).allocated")
    let pages = TrackedPages(name, tracks)
    add(
      allocation("kmalloc(\(name))", name, slots, pages.fresh(isZeroed: false)),
      allocation("kzalloc(\(name))", name, slots, pages.fresh(isZeroed: true)),
      Procedure("kfree(\(name))", parameters: [Local("pointer", .pointer(to: name))], isPrimitive: true) {
        Atomic("kfree(\(name))") {
          If(pointer != 0) {
            If(pointer != 0 && !allocated[pointer - 1]) { Crash("double-free") }
            allocated[Kernel.slot(of: pointer)] <- 0
            pages.forget(pointer)
          }
        }
      },
      pages.handOut)
    if tracks.contains(.encryption) {
      let hasFaults = hasFaults
      add(
        pages.conversion(toEncrypted: false, mayFail: hasFaults, onConversion),
        pages.conversion(toEncrypted: true, mayFail: hasFaults, onConversion))
    }
  }

  private func allocation(
    _ text: String, _ pool: String, _ slots: Int, _ fresh: (Expression) -> [Statement]
  ) -> Procedure {
    let allocated = PerCPU("\(pool).allocated")
    return allocation(text) {
      for slot in 1...slots {
        If(!allocated[.constant(slot - 1)] && .unreferenced(pool: pool, .constant(slot))) {
          allocated[.constant(slot - 1)] <- 1
          fresh(.constant(slot - 1))
          Return(.constant(slot))
        }
      }
      Crash("pool-exhausted")
    }
  }

  /// A procedure that takes a slot in one step, or fails under the fault budget.
  func allocation(_ text: String, @ProgramBuilder _ body: () -> [Statement]) -> Procedure {
    let faults = Global("faults_left")
    let take = Atomic(text, body)
    return Procedure(text, isPrimitive: true) {
      if hasFaults {
        Choose {
          Option("\(text) succeeds", .kernel) { take }
          Option("\(text) fails", .fault, when: faults > 0) {
            Atomic { faults <- faults - 1 }
            Return(0)
          }
        }
      } else {
        take
      }
    }
  }

  /// An object is allocated and nothing points to it: a leak, if the system is quiescent.
  public func leaks(_ pool: String) -> Expression {
    let slots = model.pools.first { $0.name == pool }?.slots ?? 0
    if perCPUPools.contains(pool) { return leaksPerCPU(pool, slots: slots) }
    return (0..<slots).map {
      PerCPU("\(pool).allocated")[.constant($0)] && .unreferenced(pool: pool, .constant($0 + 1))
    }.reduce(0) { $0 || $1 }
  }
}

extension Kernel {
  /// The check that memory access makes: belongs into the atomic step of the access.
  @ProgramBuilder public static func dereference(_ pointer: Expression, _ pool: String) -> [Statement] {
    If(pointer == 0) { Crash("null-dereference") }
    If(pointer != 0 && !PerCPU("\(pool).allocated")[pointer - 1]) { Crash("use-after-free") }
  }

  /// The slot that a pointer other than NULL points to, counted from 0: the index of what belongs to it.
  /// Where NULL is known when the program is compiled it is some slot, since what stands behind the check is
  /// compiled too.
  static func slot(of pointer: Expression) -> Expression { .conditional(pointer != 0, pointer - 1, 0) }

  /// An access to the object, whatever it does there. One step.
  @ProgramBuilder public static func touch(_ pointer: Expression, _ pool: String, _ text: String)
    -> [Statement]
  {
    Atomic(text) { dereference(pointer, pool) }
  }

  /// Whether a pointer is usable: not NULL and not freed.
  public static func isLive(_ pointer: Expression, _ pool: String) -> Expression {
    pointer != 0 && PerCPU("\(pool).allocated")[pointer - 1]
  }
}
