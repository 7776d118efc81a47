import Program

/// SRCU domains: readers may sleep, and each domain waits for its own readers only (kernel/rcu/srcutree.c,
/// 6.12).
///
/// A reader counts itself under the index that it has read before, in a step of its own. A grace period waits
/// until nobody is left under the other index (`srcu_advance_state`, SRCU_STATE_SCAN1): a reader that was
/// slow to count itself may stand there. Then it flips the index and waits for those under the old one
/// (SCAN2); readers that come under the new index do not hold it up.
extension Computer {
  /// Adds a `struct srcu_struct`, or `count` of them.
  ///
  /// - Parameter readers: how many readers can be inside at once; one more is an error of the model.
  public mutating func addSRCU(_ name: String, readers: Int = 7, count: Int? = nil) {
    add(
      Variable("\(name).idx", .bool, count: count),
      Variable("\(name).readers", .range(0...readers), count: 2 * (count ?? 1)),
      // Who waits for those under the old index.
      Variable("\(name).gp", .range(0...0), count: count, valueNames: Computer.contextValued))
  }
}

extension Kernel {
  /// `srcu_read_lock`: the index goes into a local. Two steps.
  @ProgramBuilder public static func srcuReadLock(_ domain: some PlaceConvertible, into index: Expression)
    -> [Statement]
  {
    let domain = domain.place
    Atomic("srcu_read_lock(&\(domain)): read the index") {
      domain.check
      index <- domain.part("idx")
    }
    Atomic("srcu_read_lock(&\(domain))") {
      domain.check
      domain.part("readers", index, of: 2) <- domain.part("readers", index, of: 2) + 1
    }
  }

  /// `srcu_read_unlock`, which another context may do. One step.
  @ProgramBuilder public static func srcuReadUnlock(
    _ domain: some PlaceConvertible, _ index: Expression
  ) -> [Statement] {
    let domain = domain.place
    let readers = domain.part("readers", index, of: 2)
    Atomic("srcu_read_unlock(&\(domain), \(index))") {
      domain.check
      Require("lock-misuse", readers > 0)
      If(readers > 0) { readers <- readers - 1 }
    }
  }

  /// `synchronize_srcu`: sleeps until the readers that began before are gone. Two steps.
  ///
  /// A grace period begins when the one before has ended: nobody is left under the other index, which is what
  /// it would have to wait for first.
  @ProgramBuilder public static func synchronizeSRCU(_ domain: some PlaceConvertible) -> [Statement] {
    let domain = domain.place
    let (index, gp) = (domain.part("idx"), domain.part("gp"))
    let others = domain.part("readers", 1 - index, of: 2)
    mightSleep()
    Atomic("synchronize_srcu(&\(domain)): flip the index", when: domain.orBroken(others == 0)) {
      domain.check
      index <- 1 - index
      gp <- .currentContext
    }
    Atomic(
      "synchronize_srcu(&\(domain)): no reader is left",
      when: domain.orBroken(gp != .currentContext || others == 0)
    ) {
      domain.check
      If(gp == .currentContext) { gp <- 0 }
    }
  }
}
