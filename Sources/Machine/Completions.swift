import Program

/// Completions and wait queues: sleeping until somebody else has done something.
extension Computer {
  /// A `struct completion`: how often it was completed and not yet waited for, at most 3.
  public mutating func addCompletion(_ name: String, perCPU: Bool = false) {
    add(Variable(name, .range(0...3), count: perCPU ? cpus : nil))
  }

  /// A wait queue: the set of contexts that sleep in it, one bit each by number (at most 30 contexts).
  public mutating func addWaitQueue(_ name: String) { add(Variable(name, .range(0...(1 << 31 - 1)))) }
}

extension Kernel {
  /// `complete`; `completion` is the variable or its element for a CPU.
  @ProgramBuilder public static func complete(_ completion: Expression) -> [Statement] {
    Atomic("complete(&\(completion))") { completion <- completion + 1 }
  }

  @ProgramBuilder public static func waitForCompletion(_ completion: Expression) -> [Statement] {
    mightSleep()
    Atomic("wait_for_completion(&\(completion))", when: completion > 0) { completion <- completion - 1 }
  }

  /// `wait_event`: queues itself, then looks at the condition, so that no wake-up between the two is lost
  /// (`___wait_event` in include/linux/wait.h).
  @ProgramBuilder public static func waitEvent(_ queue: String, _ condition: Expression) -> [Statement] {
    mightSleep()
    Forever {
      Atomic("prepare_to_wait_event(&\(queue))") { Global(queue) <- Global(queue) | bit(.currentContext) }
      If(condition) {
        Atomic("finish_wait(&\(queue))") { Global(queue) <- Global(queue) & ~bit(.currentContext) }
        Break()
      }
      Wait((Global(queue) & bit(.currentContext)) == 0, "sleep in \(queue)")
    }
  }

  /// `wake_up_all`.
  @ProgramBuilder public static func wakeUpAll(_ queue: String) -> [Statement] {
    Atomic("wake_up_all(&\(queue))") { Global(queue) <- 0 }
  }

  static func bit(_ number: Expression) -> Expression { 1 << number }
}
