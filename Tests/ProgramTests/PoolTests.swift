import Program
import Testing

/// Objects of a bounded pool: the lowest slot that is free and that nothing points to.
@Suite struct PoolTests {
  private let slots = 3
  private let allocated = PerCPU("allocated")
  private let pointer = Expression.local("pointer", .pointer(to: "page"))

  /// `alloc` and `free` as the heap of the modelled kernel has them.
  private var heap: [Procedure] {
    [
      Procedure("alloc", isPrimitive: true) {
        Atomic("alloc") {
          for slot in 1...slots {
            If(!allocated[.constant(slot - 1)] && .unreferenced(pool: "page", .constant(slot))) {
              allocated[.constant(slot - 1)] <- 1
              Return(.constant(slot))
            }
          }
          Crash("bug")
        }
      },
      Procedure("free", parameters: [Local("pointer", .pointer(to: "page"))], isPrimitive: true) {
        Atomic("free") { allocated[pointer - 1] <- 0 }
      },
    ]
  }

  private func model(_ variables: [Variable] = [], tasks: [[Statement]]) -> Model {
    var model = system(
      variables + [Variable("allocated", .bool, count: slots)], heap, tasks: tasks)
    model.pools = [Pool("page", slots: slots)]
    return model
  }

  @Test func theLowestFreeSlotIsTaken() throws {
    let (a, b) = (Expression.local("a", .pointer(to: "page")), Expression.local("b", .pointer(to: "page")))
    let two = model(tasks: [
      body {
        a <- Call("alloc")
        b <- Call("alloc")
        Require("found", a == 1 && b == 2)
        Do("free", a)
        a <- Call("alloc")
        Require("found", a == 1 && b == 2)
      }
    ])
    #expect(try findings(two) == [])
    #expect(try crashes(two) == [])
  }

  @Test func aFreedSlotIsNotReusedWhileAVariablePointsToIt() throws {
    let a = Expression.local("a", .pointer(to: "page"))
    let kept = model(
      [Variable("kept", .pointer(to: "page"))],
      tasks: [
        body {
          a <- Call("alloc")
          Global("kept") <- a
          Do("free", a)
          a <- Call("alloc")
          Require("found", a == 2)
          Global("kept") <- 0
          Do("free", a)
          a <- 0
          a <- Call("alloc")
          Require("found", a == 1)
        }
      ])
    #expect(try findings(kept) == [])
    #expect(try crashes(kept) == [])
  }

  /// Between the read of an arm and the store, a pointer stands in a temporary only.
  @Test func aFreedSlotIsNotReusedWhileAnArmOfAConditionalHoldsIt() throws {
    let (old, new) = (Global("old"), Global("new"))
    for value in [.conditional(Global("flag"), old, 0), .conditional(!Global("flag"), 0, old)] as [Expression]
    {
      var racing = model(
        [Variable("flag", .bool, initial: [1])]
          + ["old", "new", "copy"].map { Variable($0, .pointer(to: "page")) },
        tasks: [
          body {
            old <- Call("alloc")
            Do("free", old)
            old <- 0
            new <- Call("alloc")
          }, body { Global("copy") <- value },
        ])
      racing.predicates = [
        Predicate("copied", Global("copy") == 1 && new == 2),
        Predicate("mixed up", Global("copy") == new && new != 0),
      ]
      #expect(try reachable(racing).intersection(["copied", "mixed up"]) == ["copied"])
    }
  }

  @Test func aFreedSlotIsNotReusedWhileALocalIsReadLater() throws {
    let (a, b) = (Expression.local("a", .pointer(to: "page")), Expression.local("b", .pointer(to: "page")))
    let used = model(tasks: [
      body {
        a <- Call("alloc")
        Do("free", a)
        b <- Call("alloc")
        Require("found", a == 1 && b == 2)
      }
    ])
    #expect(try findings(used) == [])
  }

  /// The old value of a local that is about to be overwritten, or is never read again, is no pointer any
  /// more. Such leftovers once kept their slots, so that a pool ran out of them.
  @Test func deadLocalsDoNotKeepASlot() throws {
    let (a, b) = (Expression.local("a", .pointer(to: "page")), Expression.local("b", .pointer(to: "page")))
    let overwritten = model(tasks: [
      body {
        Forever {
          a <- Call("alloc")
          Require("found", a == 1)
          Do("free", a)
        }
      }
    ])
    #expect(try findings(overwritten) == [])
    #expect(try crashes(overwritten) == [])
    let unread = model(tasks: [
      body {
        a <- Call("alloc")
        Do("free", a)
        b <- Call("alloc")
        Require("found", b == 1)
      }
    ])
    #expect(try findings(unread) == [])
  }

  @Test func anotherContextsLocalKeepsItsSlot() throws {
    let a = Expression.local("a", .pointer(to: "page"))
    let (given, seen, second) = (Global("given"), Global("seen"), Global("second"))
    let variables = [
      Variable("given", .pointer(to: "page")), Variable("seen", .bool), Variable("second", .bool),
    ]
    func both(isReadLater: Bool) -> Model {
      model(
        variables,
        tasks: [
          body {
            a <- given
            seen <- 1
            Wait(second)
            if isReadLater { Require("found", a != 1) }
          },
          body {
            a <- Call("alloc")
            given <- a
            Wait(seen)
            given <- 0
            Do("free", a)
            a <- Call("alloc")
            If(a == 2) { second <- 1 }
          },
        ])
    }
    #expect(try findings(both(isReadLater: true)) == ["found"])
    var unread = both(isReadLater: false)
    unread.predicates.append(Predicate("second slot taken", second == 1))
    #expect(try !reachable(unread).contains("second slot taken"))
  }
}
