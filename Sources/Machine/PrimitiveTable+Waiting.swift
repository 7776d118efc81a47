import Program

/// Sleeping and waiting. Any time may pass between two steps, so a delay is no step. What may sleep only
/// looks whether it may, which is none either.
///
/// Steps: completions one each; `wait_event` one to queue, those of the condition, and one to leave or to
/// sleep.
extension Kernel {
  static let waitingPrimitives: [Primitive] =
    [
      Primitive("complete", "void complete(struct completion *x)", [.place]) { complete($0.place(0)) },
      Primitive("complete_all", "void complete_all(struct completion *x)", [.place]) {
        completeAll($0.place(0))
      },
      Primitive("init_completion", "void init_completion(struct completion *x)", [.place]) {
        writeOnce($0.place(0), 0)
      },
      Primitive("reinit_completion", "void reinit_completion(struct completion *x)", [.place]) {
        writeOnce($0.place(0), 0)
      },
      Primitive("wait_for_completion", "void wait_for_completion(struct completion *x)", [.place]) {
        waitForCompletion($0.place(0))
      },
      Primitive(
        "wait_for_completion_interruptible", "int wait_for_completion_interruptible(struct completion *x)",
        [.place], returns: .errno
      ) { call in
        waitForCompletion(call.place(0))
        call.give(0)
      },
      Primitive(
        "wait_for_completion_killable", "int wait_for_completion_killable(struct completion *x)", [.place],
        returns: .errno
      ) { call in
        waitForCompletion(call.place(0))
        call.give(0)
      },
      Primitive(
        "wait_for_completion_timeout",
        "unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout)",
        [.place, .any], returns: .truth
      ) { waitForCompletionTimeout($0.place(0), into: $0.result) },
      Primitive(
        "wait_for_completion_interruptible_timeout",
        "long wait_for_completion_interruptible_timeout(struct completion *x, unsigned long timeout)",
        [.place, .any], returns: .truth
      ) { waitForCompletionTimeout($0.place(0), into: $0.result) },
      Primitive(
        "try_wait_for_completion", "bool try_wait_for_completion(struct completion *x)", [.place],
        returns: .truth
      ) { tryWaitForCompletion($0.place(0), into: $0.result) },
      Primitive(
        "completion_done", "bool completion_done(struct completion *x)", [.place], returns: .truth
      ) { $0.give("completion_done", $0.value(0) != 0) },
      Primitive(
        "init_waitqueue_head", "void init_waitqueue_head(struct wait_queue_head *queue)", [.place]
      ) { writeOnce($0.place(0), 0) },
      Primitive(
        "init_swait_queue_head", "void init_swait_queue_head(struct swait_queue_head *queue)", [.place]
      ) { writeOnce($0.place(0), 0) },
    ]
    // Macros that take the queue itself and look at the condition again and again. No signal comes, and
    // nobody waits exclusively.
    + ["wait_event", "wait_event_idle", "swait_event_exclusive", "swait_event_idle_exclusive"].map { name in
      Primitive(
        name, "void \(name)(struct \(queueType(name)) queue, bool condition)", [.place, .condition]
      ) { waitEvent($0.place(0), $0.value(1)) }
    }
    + [
      "wait_event_interruptible", "wait_event_killable", "wait_event_freezable",
      "wait_event_interruptible_exclusive", "swait_event_interruptible_exclusive",
    ].map { name in
      Primitive(
        name, "int \(name)(struct \(queueType(name)) queue, bool condition)", [.place, .condition],
        returns: .errno
      ) { call in
        waitEvent(call.place(0), call.value(1))
        call.give(0)
      }
    }
    + [
      "wait_event_timeout", "wait_event_idle_timeout", "wait_event_interruptible_timeout",
      "wait_event_killable_timeout", "swait_event_timeout_exclusive",
      "swait_event_interruptible_timeout_exclusive", "swait_event_idle_timeout_exclusive",
    ].map { name in
      Primitive(
        name, "long \(name)(struct \(queueType(name)) queue, bool condition, long timeout)",
        [.place, .condition, .any], returns: .truth
      ) { waitEventTimeout($0.place(0), $0.value(1), into: $0.result) }
    }
    // Nobody waits exclusively, so all are woken.
    + [
      "wake_up", "wake_up_all", "wake_up_interruptible", "wake_up_interruptible_all", "swake_up_one",
      "swake_up_all",
    ].map { name in
      Primitive(name, "void \(name)(struct \(queueType(name)) *queue)", [.place]) {
        wakeUpAll($0.place(0))
      }
    }
    + [
      Primitive("might_sleep", "void might_sleep(void)", []) { _ in mightSleep() },
      Primitive("might_sleep_if", "void might_sleep_if(bool condition)", [.value]) { call in
        Kernel.mightSleep(if: call.value(0))
      },
      Primitive("cond_resched", "int cond_resched(void)", [], returns: .range(0...0)) { call in
        mightSleep()
        call.give(0)
      },
      Primitive("msleep", "void msleep(unsigned int msecs)", [.any]) { _ in mightSleep() },
      Primitive("ssleep", "void ssleep(unsigned int seconds)", [.any]) { _ in mightSleep() },
      Primitive("usleep_range", "void usleep_range(unsigned long min, unsigned long max)", [.any, .any]) {
        _ in mightSleep()
      },
      Primitive("cpu_relax", "void cpu_relax(void)", []) { _ in },
    ]
    + ["udelay", "ndelay", "mdelay"].map { name in
      Primitive(name, "void \(name)(unsigned long time)", [.any]) { _ in }
    }

  private static func queueType(_ name: String) -> String {
    name.hasPrefix("sw") ? "swait_queue_head" : "wait_queue_head"
  }
}
