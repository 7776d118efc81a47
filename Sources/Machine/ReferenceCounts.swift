import Program

/// `refcount_t`: an atomic counter that warns where it would be used after it fell to 0 (lib/refcount.c and
/// include/linux/refcount.h, 6.12). Instead of saturating, the value stays what it was.
extension Kernel {
  /// `refcount_inc`: 0 must not be incremented. One step.
  @ProgramBuilder public static func refcountInc(_ count: some PlaceConvertible) -> [Statement] {
    let count = count.place
    Atomic("refcount_inc(&\(count))") {
      count.check
      Require("warn", count.value > 0)
      If(count.value > 0) { count.value <- count.value + 1 }
    }
  }

  /// `refcount_dec`: it must not fall to 0 here. One step.
  @ProgramBuilder public static func refcountDec(_ count: some PlaceConvertible) -> [Statement] {
    let count = count.place
    Atomic("refcount_dec(&\(count))") {
      count.check
      Require("warn", count.value > 1)
      If(count.value > 0) { count.value <- count.value - 1 }
    }
  }

  /// `refcount_dec_and_test`: whether it fell to 0 goes into a truth value. One step.
  @ProgramBuilder public static func refcountDecAndTest(
    _ count: some PlaceConvertible, into result: Expression?
  ) -> [Statement] {
    let count = count.place
    Atomic("refcount_dec_and_test(&\(count))") {
      count.check
      Require("warn", count.value > 0)
      if let result { result <- (count.value == 1) }
      If(count.value > 0) { count.value <- count.value - 1 }
    }
  }
}
