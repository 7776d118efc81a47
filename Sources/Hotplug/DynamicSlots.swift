import Ladder
import Machine
import Program

/// The slots of the dynamic ranges while the model runs: which registration stands in each, who gets which,
/// and how a walk passes over them (`cpuhp_reserve_state`, `cpuhp_store_callbacks`, kernel/cpu.c, 6.12 and
/// 6.1).
///
/// A range has one variable for each slot that can come to matter: as many of the lowest free ones as there
/// are registrations that ask for one. What the ladder or a rung of the model has named is taken for good.
extension CPUHotplug {
  /// The ranges in which a registration of the model asks for a slot.
  var dynamicRanges: [DynamicRange] {
    DynamicRange.allCases.filter { range in dynamicRungs.contains { $0.range == range } }
  }

  func registrations(in range: DynamicRange) -> [HotplugRung] { dynamicRungs.filter { $0.range == range } }

  /// The numbers of the slots that can be given away in the run, ascending.
  func slots(of range: DynamicRange) -> [Int] {
    let taken = Set(rungs.map(\.number))
    let free = ladder.structure.slots(of: range).filter {
      ladder[$0].registeredName == nil && !taken.contains($0)
    }
    return Array(free.prefix(registrations(in: range).count))
  }

  /// Who stands in each slot: 0, or the position among the range's registrations, counted from 1.
  private func occupants(_ range: DynamicRange) -> PerCPU { PerCPU("cpuhp_hp_states[\(range.symbol)].name") }

  private func value(of rung: HotplugRung) -> Int {
    1 + registrations(in: rung.range!).firstIndex { $0.name == rung.name }!
  }

  func addSlots(to computer: inout Computer) {
    for range in dynamicRanges {
      let names = registrations(in: range).map(\.name)
      precondition(Set(names).count == names.count, "two registrations in \(range.symbol) have one name")
      let slots = slots(of: range)
      guard !slots.isEmpty else { continue }
      // Written under cpuhp_state_mutex with the hotplug lock held for reading, read with one of the two or
      // with the hotplug lock held for writing.
      computer.add(
        Variable(
          occupants(range).name, .range(0...names.count), count: slots.count, storage: .sequenced,
          valueNames: Dictionary(
            uniqueKeysWithValues: [(0, "none")] + names.enumerated().map { ($0.offset + 1, $0.element) })))
    }
  }

  /// Who stands in the slot with this number: 0, or a registration's value.
  func occupant(of slot: Expression, in range: DynamicRange) -> Expression {
    slots(of: range).enumerated().reversed().reduce(0) {
      .conditional(slot == .constant($1.element), occupants(range)[.constant($1.offset)], $0)
    }
  }

  /// Whether this is the number of a slot in which somebody stands, with a callback or with `isNamed`
  /// without.
  func isSlotTaken(_ number: Expression, isNamed: Bool) -> Expression {
    dynamicRanges.flatMap { range in
      let some = registrations(in: range).filter { isNamed || $0.hasCallback }.map { value(of: $0) }
      return slots(of: range).enumerated().map { index, slot in
        let who = occupants(range)[.constant(index)]
        return number == .constant(slot) && some.map { who == .constant($0) }.reduce(0) { $0 || $1 }
      }
    }.reduce(0) { $0 || $1 }
  }

  /// `cpuhp_store_callbacks` with a name: the lowest free slot, which `slot` holds then; -ENOSPC with a WARN
  /// if there is none.
  @ProgramBuilder func reserve(_ rung: HotplugRung, _ slot: Expression, _ ret: Expression) -> [Statement] {
    let range = rung.range!
    let slots = slots(of: range)
    // A registration that stands already would need a slot more than there are variables for: an error of
    // the model, which its range tells.
    let standing = Expression.local("standing", .range(0...0))
    standing
      <- slots.indices.map { occupants(range)[.constant($0)] == .constant(value(of: rung)) }
      .reduce(0) { $0 || $1 }
    slot <- 0
    for (index, number) in slots.enumerated() {
      If(slot == 0 && occupants(range)[.constant(index)] == 0) {
        slot <- .constant(number)
        occupants(range)[.constant(index)] <- .constant(value(of: rung))
      }
    }
    ret <- .conditional(slot == 0, -28, 0)
    Require("warn", slot != 0)
  }

  /// `cpuhp_store_callbacks` without a name.
  @ProgramBuilder func free(_ slot: Expression, in range: DynamicRange) -> [Statement] {
    for (index, number) in slots(of: range).enumerated() {
      If(slot == .constant(number)) { occupants(range)[.constant(index)] <- 0 }
    }
  }

  /// The slot that a caller names. A number that no state has is a BUG (`cpuhp_cb_check`); one that is none
  /// of these slots is an error of the model, which the range of `position` tells: the kernel would go on
  /// with whatever stands there.
  @ProgramBuilder func take(_ argument: Expression, as slot: Expression, in range: DynamicRange)
    -> [Statement]
  {
    let slots = slots(of: range)
    If(argument <= 0 || argument >= .constant(ladder.structure.online)) { Crash("bug") }
    Expression.local("position", .range(0...max(0, slots.count - 1)))
      <- slots.enumerated().reversed().reduce(.constant(max(1, slots.count))) {
        .conditional(argument == .constant($1.element), .constant($1.offset), $0)
      }
    slot <- argument
  }

  /// What is done for the registration that stands in a slot.
  @ProgramBuilder func forOccupant(
    of slot: Expression, in range: DynamicRange, @ProgramBuilder _ body: (HotplugRung) -> [Statement]
  ) -> [Statement] {
    let who = Expression.local("occupant", .range(0...registrations(in: range).count))
    who <- occupant(of: slot, in: range)
    for rung in registrations(in: range) {
      If(who == .constant(value(of: rung))) { body(rung) }
    }
  }

  /// `cpuhp_invoke_callback` for a step that may be a slot: calls what stands there and returns.
  @ProgramBuilder func callSlot(
    _ step: Expression, _ up: Expression, _ useLast: Expression, _ ret: Expression
  ) -> [Statement] {
    for range in dynamicRanges where !slots(of: range).isEmpty {
      let slots = slots(of: range)
      let who = Expression.local("occupant", .range(0...registrations(in: range).count))
      If(step >= .constant(slots.first!) && step <= .constant(slots.last!)) {
        who <- occupant(of: step, in: range)
        If(who != 0) {
          If(up) {
            Dispatch(who, table(range, true), cpu, useLast, step, into: ret)
          }.Else {
            Dispatch(who, table(range, false), cpu, useLast, step, into: ret)
          }
          Return(ret)
        }
      }
    }
  }

  private func table(_ range: DynamicRange, _ bringup: Bool) -> [Statement.DispatchEntry] {
    registrations(in: range).filter { $0.callback(bringup) != nil }
      .map { Statement.DispatchEntry(value: value(of: $0), procedure: stepProcedure($0, bringup)) }
  }

  /// The numbers at which a walk in this direction can have something to call, ascending, each with when it
  /// has: always, once it is registered, or while a registration with such a callback stands in the slot.
  func places(_ bringup: Bool) -> [(number: Int, isThere: Expression)] {
    var places = rungs.filter { $0.callback(bringup) != nil }.map { ($0.number, isRegistered($0)) }
    for range in dynamicRanges {
      let all = registrations(in: range)
      let some = all.filter { $0.callback(bringup) != nil }
      for (index, number) in slots(of: range).enumerated() where !some.isEmpty {
        let who = occupants(range)[.constant(index)]
        places.append(
          (
            number,
            some.count == all.count
              ? who != 0 : some.map { who == .constant(value(of: $0)) }.reduce(0) { $0 || $1 }
          ))
      }
    }
    return places.sorted { $0.0 < $1.0 }
  }
}
