import Machine
import ModelTestSupport
import Program
import Testing

/// Primitives take any place: a variable, an element of an array, a field of an object on the heap.
@Suite struct PlaceTests {
  private func computer() -> Computer {
    var computer = Computer(name: "place", cpus: 2, faults: 0, online: [0, 1])
    computer.add(Variable("data", .range(0...9)))
    computer.remember("inside 0", "inside 1", "done 0", "done 1")
    return computer
  }

  private static let kinds = ["mutex_lock", "raw_spin_lock", "raw_spin_lock_irq", "spin_lock_bh"]

  private func unlock(_ lock: String) -> String { lock.replacing("_lock", with: "_unlock") }

  /// Two locks of one array exclude nobody; one of them excludes both.
  @Test(arguments: kinds, [true, false])
  func elementsAreLocksOfTheirOwn(kind: String, same: Bool) throws {
    var computer = computer()
    computer.addMutex("locks", count: 2)
    for cpu in 0..<2 {
      let lock = Kernel.Argument.place(Place(.element("locks", same ? 1 : .constant(cpu))))
      let (take, give) = (try computer.call(kind, lock), try computer.call(unlock(kind), lock))
      computer.addThread("task \(cpu)", on: cpu) {
        take
        Global("inside \(cpu)") <- 1
        Global("data") <- .constant(cpu)
        Global("inside \(cpu)") <- 0
        give
        Global("done \(cpu)") <- 1
      }
    }
    computer.observe("both inside", Global("inside 0") && Global("inside 1"))
    computer.observe("both done", Global("done 0") && Global("done 1"))
    let explored = try Exploration(computer)
    #expect(explored.sometimes("both inside") == !same)
    #expect(explored.sometimes("both done"))
    #expect(explored.findings.isEmpty && explored.crashes.isEmpty)
  }

  enum Life: CaseIterable {
    case live, freed, null, freedWhileWaiting
  }

  /// What is done with a field of an object on the heap finds NULL and what is freed, in the step that
  /// touches it, and a lock of a live object works.
  @Test(arguments: Life.allCases, kinds)
  func aLockInAnObjectLivesAsLongAsTheObject(life: Life, kind: String) throws {
    var computer = computer()
    computer.addPool("kvm", slots: 1)
    computer.addMutex("kvm.lock", count: 1)
    computer.add(Variable("vm", .pointer(to: "kvm")))
    let kvm = Expression.local("kvm", .pointer(to: "kvm"))
    let lock = Kernel.Argument.place(Place("kvm.lock", of: kvm, in: "kvm"))
    let (take, give) = (try computer.call(kind, lock), try computer.call(unlock(kind), lock))
    computer.addThread("first", on: 0) {
      if life != .null { kvm <- Call("kmalloc(kvm)") }
      if life == .freedWhileWaiting { take }
      Global("vm") <- kvm
      if life == .freed { Do("kfree(kvm)", kvm) }
      if life == .freedWhileWaiting {
        Global("data") <- 1
        Do("kfree(kvm)", kvm)
      } else {
        take
        give
      }
      Global("done 0") <- 1
    }
    if life == .freedWhileWaiting {
      computer.addThread("second", on: 1) {
        Wait(Global("vm") != 0)
        kvm <- Global("vm")
        take
        Global("done 1") <- 1
      }
    }
    computer.observe("done", Global("done 0"))
    computer.observe("taken of a freed one", Global("done 1"))
    let explored = try Exploration(computer)
    let crash: Set<String> =
      switch life {
      case .live: []
      case .null: ["null-dereference"]
      case .freed, .freedWhileWaiting: ["use-after-free"]
      }
    #expect(explored.crashes == crash, "\(life) \(kind)")
    #expect(explored.findings.isEmpty)
    #expect(explored.sometimes("done") == (life == .live || life == .freedWhileWaiting))
    #expect(!explored.sometimes("taken of a freed one"))
  }

  /// Completions, wait queues, counters and masks as fields: what they are touched with after the object is
  /// gone is found in each.
  @Test(arguments: [
    "complete", "complete_all", "wait_for_completion", "wake_up", "atomic_inc", "atomic_read", "atomic_set",
    "refcount_inc", "cpumask_clear", "cpumask_weight", "mutex_trylock", "mutex_unlock", "spin_trylock",
    "mutex_is_locked", "set_bit", "test_bit", "xchg", "cmpxchg", "READ_ONCE", "WRITE_ONCE",
  ])
  func everyTouchOfAFreedObjectIsFound(name: String) throws {
    for isFreed in [false, true] {
      var computer = computer()
      computer.addPool("object", slots: 1)
      computer.add(Variable("object.field", .range(-1...3), count: 1, initial: [1]))
      computer.remember("reached")
      let pointer = Expression.local("pointer", .pointer(to: "object"))
      let field = Kernel.Argument.place(Place("object.field", of: pointer, in: "object"))
      let primitive = try #require(Kernel.primitive(name))
      let arguments = primitive.parameters.map { parameter in
        parameter == .place || parameter == .mask ? field : .value(1)
      }
      let domain = try primitive.resultDomain(arguments, in: computer)
      let result = domain.map { Expression.local("result", $0) }
      let statements = try primitive.expand(arguments, into: result, in: computer)
      computer.addThread("task", on: 0) {
        pointer <- Call("kmalloc(object)")
        if isFreed { Do("kfree(object)", pointer) }
        statements
        Global("reached") <- 1
      }
      computer.observe("reached", Global("reached"))
      let explored = try Exploration(computer)
      #expect(explored.crashes == (isFreed ? ["use-after-free"] : []), "\(name)")
      #expect(explored.sometimes("reached") == !isFreed, "\(name)")
    }
  }

  /// NULL that is known when the program is compiled is found when it runs; `kfree(NULL)` is nothing.
  @Test func aConstantNullIsFoundWhenItIsUsed() throws {
    for name in ["mutex_lock", "atomic_inc", "complete", "kfree"] {
      var computer = computer()
      computer.addPool("object", slots: 1)
      computer.add(Variable("object.field", .range(-1...3), count: 1))
      let place = Kernel.Argument.place(Place("object.field", of: 0, in: "object"))
      let statements =
        try name == "kfree"
        ? computer.call(name, .name("object"), .value(0)) : computer.call(name, place)
      computer.addThread("task", on: 0) {
        statements
        Global("done 0") <- 1
      }
      computer.observe("done", Global("done 0"))
      let explored = try Exploration(computer)
      #expect(explored.crashes == (name == "kfree" ? [] : ["null-dereference"]), "\(name)")
      #expect(explored.sometimes("done") == (name == "kfree"), "\(name)")
    }
  }

  /// The text of a step has the place as C has it.
  @Test func placesAreWrittenAsInC() {
    let kvm = Expression.local("kvm", .pointer(to: "kvm"))
    #expect("\(Place("kvm.lock", of: kvm, in: "kvm"))" == "kvm->lock")
    #expect("\(Place(PerCPU("lock").here))" == "lock[cpu()]")
    #expect("\("kvm_lock".place)" == "kvm_lock")
  }
}
