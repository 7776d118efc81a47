import Machine
import ModelTestSupport
import Program
import Testing

/// Completions and wait queues: nobody sleeps through what it waits for.
@Suite struct WaitingTests {
  @Test(arguments: [0, 1, 2])
  func aCompletionCountsHowOftenItWasCompleted(waiters: Int) throws {
    var computer = Computer(name: "completion", cpus: 2, faults: 0, online: [0, 1])
    computer.addCompletion("done")
    computer.addThread("completer", on: 0) {
      Kernel.complete(Global("done"))
      Kernel.complete(Global("done"))
    }
    for number in 0..<waiters {
      computer.remember("woke \(number)")
      computer.addThread("waiter \(number)", on: 1) {
        Kernel.waitForCompletion(Global("done"))
        Global("woke \(number)") <- 1
      }
    }
    let woke = (0..<waiters).map { Global("woke \($0)") }.reduce(0) { $0 + $1 }
    computer.observe("all woke", woke == .constant(waiters))
    computer.observe("left over", Global("done") == .constant(2 - waiters) && woke == .constant(waiters))
    computer.observe("started", 1)
    let explored = try Exploration(computer, finishing: [("started", "all woke"), ("started", "left over")])
    #expect(explored.canFinish(from: "started", reach: "all woke"))
    #expect(explored.canFinish(from: "started", reach: "left over"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
    // Behind c of its two steps the completer has let up to c waiters through; one that is not through stands
    // before or behind its check for atomic context.
    #expect(explored.states == [1 + 1 + 1, 2 + 3 + 3, 4 + 8 + 9][waiters])
  }

  /// Nobody waits before it is completed, not even in the same step.
  @Test func nobodyPassesAnUncompletedOne() throws {
    var computer = Computer(name: "completion", cpus: 1, faults: 0, online: [0])
    computer.add(Variable("data", .bool))
    computer.addCompletion("done")
    computer.remember("passed")
    computer.addThread("waiter", on: 0) {
      Kernel.waitForCompletion(Global("done"))
      Global("passed") <- 1
    }
    computer.observe("passed", Global("passed"))
    computer.observe("started", 1)
    let explored = try Exploration(computer, steadily: ["started"])
    #expect(!explored.sometimes("passed"))
    #expect(!explored.neverStuck(while: "started"))
    // Before and behind the check for atomic context.
    #expect(explored.states == 2)
  }

  /// How a sleeper queues itself and looks at its condition.
  enum Sleeper: CaseIterable {
    /// `___wait_event` (include/linux/wait.h, 6.12).
    case kernel
    /// Looks first and queues then: what comes between is lost.
    case looksFirst
  }

  @Test(arguments: Sleeper.allCases)
  func aWakeUpBetweenLookingAndSleepingIsNotLost(sleeper: Sleeper) throws {
    var computer = Computer(name: "wait", cpus: 2, faults: 0, online: [0, 1])
    computer.add(Variable("ready", .bool))
    computer.addWaitQueue("queue")
    computer.remember("woke")
    let (queue, ready) = (Global("queue"), Global("ready"))
    let mine = Expression.constant(1) << .currentContext
    computer.addThread("sleeper", on: 0) {
      switch sleeper {
      case .kernel: Kernel.waitEvent("queue", ready)
      case .looksFirst:
        While(!ready) {
          Atomic("add_wait_queue") { queue <- queue | mine }
          Wait((queue & mine) == 0, "sleep")
        }
      }
      Global("woke") <- 1
    }
    computer.addThread("waker", on: 1) {
      ready <- 1
      Kernel.wakeUpAll("queue")
    }
    computer.observe("started", 1)
    computer.observe("woke", Global("woke"))
    computer.observe("still queued", Global("woke") && queue != 0)
    let explored = try Exploration(computer, finishing: [("started", "woke")])
    #expect(explored.sometimes("woke"))
    #expect(explored.canFinish(from: "started", reach: "woke") == (sleeper == .kernel))
    #expect(!explored.sometimes("still queued"))
  }

  /// The waker that wakes before it makes the condition true is as wrong.
  @Test func wakingBeforeTheConditionIsLost() throws {
    var computer = Computer(name: "wait", cpus: 2, faults: 0, online: [0, 1])
    computer.add(Variable("ready", .bool))
    computer.addWaitQueue("queue")
    computer.remember("woke")
    computer.addThread("sleeper", on: 0) {
      Kernel.waitEvent("queue", Global("ready"))
      Global("woke") <- 1
    }
    computer.addThread("waker", on: 1) {
      Kernel.wakeUpAll("queue")
      Global("ready") <- 1
    }
    computer.observe("started", 1)
    computer.observe("woke", Global("woke"))
    let explored = try Exploration(computer, finishing: [("started", "woke")])
    #expect(!explored.canFinish(from: "started", reach: "woke"))
  }

  /// One wake-up wakes all that sleep in the queue, those of another queue not.
  @Test func allOfAQueueAreWoken() throws {
    var computer = Computer(name: "wait", cpus: 3, faults: 0, online: [0, 1, 2])
    computer.add(Variable("ready", .bool))
    computer.addWaitQueue("queue")
    computer.addWaitQueue("other")
    computer.remember("woke 0", "woke 1", "woke 2")
    for (number, queue) in ["queue", "queue", "other"].enumerated() {
      computer.addThread("sleeper \(number)", on: number) {
        Kernel.waitEvent(queue, Global("ready"))
        Global("woke \(number)") <- 1
      }
    }
    computer.addThread("waker", on: 0) {
      Global("ready") <- 1
      Kernel.wakeUpAll("queue")
    }
    computer.observe("started", 1)
    computer.observe("two woke", Global("woke 0") && Global("woke 1"))
    computer.observe("third woke", Global("woke 2"))
    let explored = try Exploration(computer, finishing: [("started", "two woke"), ("started", "third woke")])
    #expect(explored.canFinish(from: "started", reach: "two woke"))
    #expect(!explored.canFinish(from: "started", reach: "third woke"))
  }

  /// `complete_all` lets all through, now and later, until the completion is initialised again; `complete`
  /// lets one through.
  @Test(arguments: ["complete", "complete_all"], [false, true])
  func completingAllLetsEveryoneThrough(name: String, reinit: Bool) throws {
    var computer = Computer(name: "completion", cpus: 2, faults: 0, online: [0, 1])
    computer.addCompletion("done")
    let completion = Kernel.Argument.variable("done")
    let (all, again) = try (computer.call(name, completion), computer.call("reinit_completion", completion))
    let wait = try computer.call("wait_for_completion", completion)
    let (isDone, got) = (Expression.local("is done", .bool), Expression.local("got", .bool))
    let ask = try computer.call("completion_done", completion, into: isDone)
    let attempt = try computer.call("try_wait_for_completion", completion, into: got)
    computer.remember("first", "second", "asked", "got", "end")
    computer.addThread("completer", on: 0) {
      all
      Wait(Global("first"))
      if reinit { again }
      ask
      attempt
      Global("asked") <- isDone
      Global("got") <- got
      Global("end") <- 1
    }
    computer.addThread("first", on: 1) {
      wait
      Atomic { Global("first") <- 1 }
    }
    computer.addThread("second", on: 1) {
      Wait(Global("end"))
      wait
      Global("second") <- 1
    }
    computer.observe("started", 1)
    computer.observe("end", Global("end"))
    computer.observe("second", Global("second"))
    computer.observe("asked", Global("end") && Global("asked"))
    computer.observe("got", Global("end") && Global("got"))
    let explored = try Exploration(computer, finishing: [("started", "end"), ("started", "second")])
    let lasts = name == "complete_all" && !reinit
    #expect(explored.canFinish(from: "started", reach: "end"))
    #expect(explored.canFinish(from: "started", reach: "second") == lasts)
    #expect(explored.sometimes("asked") == lasts && explored.sometimes("got") == lasts)
    #expect(explored.crashes.isEmpty)
  }
}
