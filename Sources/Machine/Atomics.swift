import Program

/// Atomic operations on one variable. Memory is sequentially consistent, so barriers are nothing, and each
/// operation is one step.
extension Kernel {
  /// What an atomic operation gives back: the value before it, or the value behind it.
  public enum AtomicResult: Sendable {
    case before
    case behind
  }

  /// `atomic_fetch_add`, `atomic_inc_return`, `xchg` and the rest: replaces the value in one step.
  ///
  /// - Parameters:
  ///   - text: the step in words.
  ///   - result: a local for the value before or behind it; nil if nobody wants it.
  ///   - condition: whether the value is replaced, given the value before.
  ///   - update: the new value, given the old.
  @ProgramBuilder public static func atomicUpdate(
    _ text: String, _ variable: some PlaceConvertible, into result: Expression? = nil,
    _ returning: AtomicResult = .behind, when condition: (Expression) -> Expression = { _ in 1 },
    to update: (Expression) -> Expression
  ) -> [Statement] {
    let variable = variable.place
    let holds = condition(variable.value).folded
    Atomic(text) {
      variable.check
      if let result, returning == .before { result <- variable.value }
      if holds == 1 {
        variable.value <- update(variable.value)
      } else {
        If(holds) { variable.value <- update(variable.value) }
      }
      if let result, returning == .behind { result <- variable.value }
    }
  }

  /// `atomic_add`, `atomic_inc` and `atomic_dec`.
  @ProgramBuilder public static func atomicAdd(_ value: Expression, _ variable: some PlaceConvertible)
    -> [Statement]
  {
    atomicUpdate("atomic_add(\(value), &\(variable.place))", variable) { $0 + value }
  }

  /// `atomic_inc_not_zero` and `atomic_add_unless`: whether it was done goes into a truth value.
  @ProgramBuilder public static func atomicAddUnless(
    _ text: String, _ variable: some PlaceConvertible, _ value: Expression, unless: Expression,
    into result: Expression?
  ) -> [Statement] {
    let variable = variable.place
    Atomic(text) {
      variable.check
      if let result { result <- (variable.value != unless) }
      If(variable.value != unless) { variable.value <- variable.value + value }
    }
  }

  /// `cmpxchg`: the value before goes into the result.
  @ProgramBuilder public static func compareExchange(
    _ text: String, _ variable: some PlaceConvertible, _ old: Expression, _ new: Expression,
    into result: Expression?
  ) -> [Statement] {
    atomicUpdate(text, variable, into: result, .before, when: { $0 == old }, to: { _ in new })
  }

  /// `atomic_try_cmpxchg`: whether it was done goes into a truth value; if not, the value goes into `old`.
  @ProgramBuilder public static func tryCompareExchange(
    _ text: String, _ variable: some PlaceConvertible, _ old: Expression, _ new: Expression,
    into result: Expression?
  ) -> [Statement] {
    let variable = variable.place
    Atomic(text) {
      variable.check
      If(variable.value == old) {
        variable.value <- new
        if let result { result <- 1 }
      }.Else {
        old <- variable.value
        if let result { result <- 0 }
      }
    }
  }

  /// `atomic_dec_and_test` and `atomic_inc_and_test`: whether it became 0 goes into a truth value.
  @ProgramBuilder public static func atomicAddAndTest(
    _ text: String, _ variable: some PlaceConvertible, _ value: Expression, into result: Expression?
  ) -> [Statement] {
    let variable = variable.place
    Atomic(text) {
      variable.check
      variable.value <- variable.value + value
      if let result { result <- (variable.value == 0) }
    }
  }

  /// `READ_ONCE`, `smp_load_acquire`, `atomic_read`. One step.
  @ProgramBuilder public static func readOnce(_ variable: some PlaceConvertible, into result: Expression)
    -> [Statement]
  {
    let variable = variable.place
    if variable.object == nil {
      result <- variable.value
    } else {
      Atomic("\(result) = \(variable)") {
        variable.check
        result <- variable.value
      }
    }
  }

  /// `WRITE_ONCE`, `smp_store_release`, `atomic_set`. One step.
  @ProgramBuilder public static func writeOnce(_ variable: some PlaceConvertible, _ value: Expression)
    -> [Statement]
  {
    let variable = variable.place
    if variable.object == nil {
      variable.value <- value
    } else {
      Atomic("\(variable) = \(value)") {
        variable.check
        variable.value <- value
      }
    }
  }
}
