import Program

/// Completions and wait queues: sleeping until somebody else has done something.
extension Computer {
  /// A `struct completion`: how often it was completed and not yet waited for, at most 3, or -1 once
  /// `complete_all` was called.
  public mutating func addCompletion(_ name: String, count: Int? = nil) {
    add(Variable(name, .range(-1...3), count: count, valueNames: [-1: "all"]))
    addSleepers(name, count: count)
  }

  /// A wait queue: the set of contexts that sleep in it, one bit each by number.
  public mutating func addWaitQueue(_ name: String, count: Int? = nil) {
    add(Variable(name, .range(0...0), count: count, valueNames: Computer.contextSet))
  }
}

extension Kernel {
  /// `complete`; `completion` is the variable or its element for a CPU. One step.
  @ProgramBuilder public static func complete(_ completion: some PlaceConvertible) -> [Statement] {
    let completion = completion.place
    Atomic("complete(&\(completion))") {
      completion.check
      If(completion.value >= 0) { completion.value <- completion.value + 1 }
      wake(completion)
    }
  }

  /// `complete_all`: nobody waits for it any more, until it is initialised again. One step.
  @ProgramBuilder public static func completeAll(_ completion: some PlaceConvertible) -> [Statement] {
    let completion = completion.place
    Atomic("complete_all(&\(completion))") {
      completion.check
      completion.value <- -1
      wake(completion)
    }
  }

  /// `wait_for_completion`. One step; two if it sleeps and wake-ups go by IPI.
  @ProgramBuilder public static func waitForCompletion(_ completion: some PlaceConvertible) -> [Statement] {
    let completion = completion.place
    mightSleep()
    sleep(on: completion, until: completion.value != 0, "wait_for_completion(&\(completion))") {
      completion.check
      If(completion.value > 0) { completion.value <- completion.value - 1 }
    }
  }

  /// `wait_for_completion_timeout`: the time may be over whenever nobody has completed it. What it returns is
  /// 0 then, and else 1, whatever time is left. One step.
  @ProgramBuilder public static func waitForCompletionTimeout(
    _ completion: some PlaceConvertible, into result: Expression?
  ) -> [Statement] {
    let completion = completion.place
    let text = "wait_for_completion_timeout(&\(completion))"
    mightSleep()
    Choose {
      Option(text, .kernel, when: completion.orBroken(completion.value != 0)) {
        Atomic {
          completion.check
          If(completion.value > 0) { completion.value <- completion.value - 1 }
          if let result { result <- 1 }
        }
      }
      Option("\(text): the time is over", .kernel, when: completion.ifIntact(completion.value == 0)) {
        Atomic { if let result { result <- 0 } }
      }
    }
  }

  /// `try_wait_for_completion` into a truth value. One step.
  @ProgramBuilder public static func tryWaitForCompletion(
    _ completion: some PlaceConvertible, into result: Expression?
  ) -> [Statement] {
    let completion = completion.place
    Atomic("try_wait_for_completion(&\(completion))") {
      completion.check
      if let result { result <- (completion.value != 0) }
      If(completion.value > 0) { completion.value <- completion.value - 1 }
    }
  }

  /// `wake_up_all`.
  @ProgramBuilder public static func wakeUpAll(_ queue: some PlaceConvertible) -> [Statement] {
    let queue = queue.place
    Atomic("wake_up_all(&\(queue))") {
      queue.check
      wake(contexts: queue.value)
      queue.value <- 0
    }
  }

  static func bit(_ number: Expression) -> Expression { 1 << number }
}
