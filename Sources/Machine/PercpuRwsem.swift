import Program

/// The percpu rwsem with the kernel's rule (kernel/locking/percpu-rwsem.c, 6.12): a reader that comes after
/// the writer's `block` sleeps in FIFO order even if its task holds the lock already; before `block` a nested
/// read succeeds.
///
/// The waiters are a queue of contexts: element i holds 0 or the number of the i-th context, twice, plus 1
/// for a writer.
extension Computer {
  /// - Parameter waiters: how many contexts can wait at once; one more is an error of the model.
  public mutating func addPercpuRwsem(_ name: String, waiters: Int) {
    let numbers = 2 * 64 + 1
    add(
      Variable("\(name).block", .bool), Variable("\(name).readers", .range(0...waiters + 1)),
      Variable("\(name).queue", .range(0...numbers), count: waiters),
      Variable("\(name).waiting", .range(0...waiters)), Variable("\(name).granted", .range(0...(1 << 31 - 1)))
    )
    addSleepers(name)
    let queue = PerCPU("\(name).queue")
    let (block, readers) = (Global("\(name).block"), Global("\(name).readers"))
    let (waiting, granted) = (Global("\(name).waiting"), Global("\(name).granted"))
    let head = Expression.local("head", .range(0...numbers))
    // percpu_rwsem_wake_function: readers from the head until a writer gets the lock or none is left.
    add(
      Procedure("percpu_rwsem_wake(\(name))", isPrimitive: true) {
        While(waiting > 0 && !block) {
          head <- queue[0]
          for index in 0..<waiters {
            queue[.constant(index)] <- (index + 1 < waiters ? queue[.constant(index + 1)] : 0)
          }
          waiting <- waiting - 1
          granted <- granted | Kernel.bit(head >> 1)
          Kernel.wake(contexts: Kernel.bit(head >> 1))
          If((head & 1) == 1) { block <- 1 }.Else { readers <- readers + 1 }
        }
      })
  }
}

extension Kernel {
  /// `percpu_down_read`.
  @ProgramBuilder public static func percpuDownRead(_ name: String) -> [Statement] {
    mightSleep()
    Atomic("percpu_down_read(&\(name))") {
      If(Global("\(name).block")) {
        enqueue(name, asWriter: 0)
      }.Else {
        Global("\(name).readers") <- Global("\(name).readers") + 1
        Global("\(name).granted") <- Global("\(name).granted") | bit(.currentContext)
      }
    }
    goOn(name, "percpu_down_read")
  }

  /// `percpu_down_read_trylock` into a truth value: it fails behind `block`. One step.
  @ProgramBuilder public static func percpuDownReadTryLock(_ name: String, into result: Expression?)
    -> [Statement]
  {
    Atomic("percpu_down_read_trylock(&\(name))") {
      if let result { result <- !Global("\(name).block") }
      If(!Global("\(name).block")) { Global("\(name).readers") <- Global("\(name).readers") + 1 }
    }
  }

  @ProgramBuilder public static func percpuUpRead(_ name: String) -> [Statement] {
    Atomic("percpu_up_read(&\(name))") {
      Global("\(name).readers") <- Global("\(name).readers") - 1
      // The writer that waits for the readers (`rcuwait_wake_up`).
      wake(name)
    }
  }

  /// `percpu_down_write`: sets `block`, or queues behind who has it, then waits until the readers are gone.
  @ProgramBuilder public static func percpuDownWrite(_ name: String) -> [Statement] {
    mightSleep()
    Atomic("percpu_down_write(&\(name)): block") {
      If(Global("\(name).block")) {
        enqueue(name, asWriter: 1)
      }.Else {
        Global("\(name).block") <- 1
        Global("\(name).granted") <- Global("\(name).granted") | bit(.currentContext)
      }
    }
    goOn(name, "percpu_down_write")
    sleep(
      on: name, until: Global("\(name).readers") == 0, "percpu_down_write(&\(name)): wait for the readers")
  }

  @ProgramBuilder public static func percpuUpWrite(_ name: String) -> [Statement] {
    Atomic("percpu_up_write(&\(name))") {
      Global("\(name).block") <- 0
      Do("percpu_rwsem_wake(\(name))")
    }
  }

  @ProgramBuilder private static func enqueue(_ name: String, asWriter: Expression) -> [Statement] {
    PerCPU("\(name).queue")[Global("\(name).waiting")] <- (.currentContext + .currentContext + asWriter)
    Global("\(name).waiting") <- Global("\(name).waiting") + 1
    schedule()
  }

  @ProgramBuilder private static func goOn(_ name: String, _ function: String) -> [Statement] {
    goOn("\(function)(&\(name)): go on", when: (Global("\(name).granted") & bit(.currentContext)) != 0) {
      Global("\(name).granted") <- Global("\(name).granted") & ~bit(.currentContext)
    }
  }
}
