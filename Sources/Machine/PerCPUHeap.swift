import Program

/// Per-CPU memory that is allocated (mm/percpu.c, 6.12): each allocation takes a slot of a pool for each CPU,
/// one behind the other, and a pointer to it is the number of the first. What belongs to a CPU is a slot like
/// any other, so whatever finds the use of freed memory finds it here.
extension Computer {
  /// Adds a pool with `alloc_percpu(NAME)` and `free_percpu(NAME)`.
  ///
  /// - Parameter slots: those of all CPUs together.
  public mutating func addPerCPUPool(_ name: String, slots: Int) {
    model.pools.append(Pool(name, slots: slots))
    perCPUPools.insert(name)
    add(Variable("\(name).allocated", .bool, count: slots))
    let allocated = PerCPU("\(name).allocated")
    let cpus = cpus
    let pointer = Expression.local("pointer", .pointer(to: name))
    let slot = Kernel.slot(of: pointer)
    add(
      allocation("alloc_percpu(\(name))") {
        for first in firstSlots(slots) {
          If(isFree(name, first)) {
            for cpu in 0..<cpus { allocated[.constant(first + cpu - 1)] <- 1 }
            Return(.constant(first))
          }
        }
        Crash("pool-exhausted")
      },
      Procedure(
        "free_percpu(\(name))", parameters: [Local("pointer", .pointer(to: name))], isPrimitive: true
      ) {
        Atomic("free_percpu(\(name))") {
          If(pointer != 0) {
            // Neither what was freed before nor what belongs to another CPU than the first.
            If(!allocated[slot] || .binary(.remainder, slot, .constant(cpus)) != 0) { Crash("double-free") }
            for first in firstSlots(slots) {
              If(pointer == .constant(first)) {
                for cpu in 0..<cpus { allocated[.constant(first + cpu - 1)] <- 0 }
              }
            }
          }
        }
      })
  }

  /// Where allocations begin, counted from 1.
  private func firstSlots(_ slots: Int) -> [Int] {
    Array(stride(from: 1, through: max(0, slots - cpus + 1), by: cpus))
  }

  private func isFree(_ pool: String, _ first: Int) -> Expression {
    (0..<cpus).map { .unreferenced(pool: pool, .constant(first + $0)) }.reduce(
      !PerCPU("\(pool).allocated")[.constant(first - 1)]
    ) { $0 && $1 }
  }

  /// An allocation is left and nothing points to any part of it.
  func leaksPerCPU(_ pool: String, slots: Int) -> Expression {
    firstSlots(slots).map { first in
      (0..<cpus).map { .unreferenced(pool: pool, .constant(first + $0)) }.reduce(
        PerCPU("\(pool).allocated")[.constant(first - 1)]
      ) { $0 && $1 }
    }.reduce(0) { $0 || $1 }
  }
}
