import Program

/// `wait_event` and its relatives (`___wait_event`, include/linux/wait.h; `___swait_event`,
/// include/linux/swait.h, 6.12).
extension Kernel {
  /// `wait_event`: queues itself, then looks at the condition, so that no wake-up between the two is lost.
  ///
  /// - Parameter look: the steps that it takes to look at the condition, each time anew: a call of
  ///   `atomic_read`, of a function that only asks.
  @ProgramBuilder public static func waitEvent(
    _ queue: some PlaceConvertible, _ condition: Expression, look: [Statement] = []
  ) -> [Statement] {
    let queue = queue.place
    mightSleep()
    Forever {
      prepareToWait(queue)
      look
      If(condition) {
        finishWait(queue)
        Break()
      }
      If(.fact(.wakesByIPI)) { Atomic("sleep in \(queue): schedule()") { Kernel.schedule() } }
      goOn("sleep in \(queue)", when: isWoken(queue))
    }
  }

  /// `wait_event_timeout`: as `wait_event`, but the time may be over whenever it sleeps. It looks once more
  /// then; what it returns is 0 if the condition does not hold, and else 1, whatever time is left.
  @ProgramBuilder public static func waitEventTimeout(
    _ queue: some PlaceConvertible, _ condition: Expression, look: [Statement] = [],
    into result: Expression?
  ) -> [Statement] {
    let queue = queue.place
    let (isOver, holds) = (Expression.local("time is over", .bool), Expression.local("condition", .bool))
    mightSleep()
    isOver <- 0
    Forever {
      prepareToWait(queue)
      look
      holds <- (condition != 0)
      If(holds || isOver) {
        finishWait(queue)
        if let result { result <- holds }
        Break()
      }
      If(.fact(.wakesByIPI)) { Atomic("sleep in \(queue): schedule()") { Kernel.schedule() } }
      Choose {
        Option("sleep in \(queue)", .kernel, when: isWoken(queue)) { Atomic { isOver <- 0 } }
        Option("sleep in \(queue): the time is over", .kernel) { Atomic { isOver <- 1 } }
      }
    }
  }

  /// Looks at a condition until it holds, whoever makes it hold.
  @ProgramBuilder public static func waitFor(
    _ condition: Expression, look: [Statement], _ text: String
  ) -> [Statement] {
    mightSleep()
    Forever {
      Atomic("\(text): look") {}
      look
      If(condition) { Break() }
    }
  }

  @ProgramBuilder private static func prepareToWait(_ queue: Place) -> [Statement] {
    Atomic("prepare_to_wait_event(&\(queue))") {
      queue.check
      queue.value <- queue.value | bit(.currentContext)
    }
  }

  @ProgramBuilder private static func finishWait(_ queue: Place) -> [Statement] {
    Atomic("finish_wait(&\(queue))") {
      queue.check
      queue.value <- queue.value & ~bit(.currentContext)
    }
  }

  private static func isWoken(_ queue: Place) -> Expression {
    queue.orBroken((queue.value & bit(.currentContext)) == 0)
  }
}
