import Machine
import Program

/// Assignments, steps by one, and copies of records.
extension CLowering {
  // MARK: Storing

  /// The value that was stored, if it is asked for.
  mutating func assign(
    _ op: CBinaryOperator?, _ target: CExpression, _ value: CExpression, at place: CPlace, isUsed: Bool
  ) throws(CReadError) -> CValue? {
    if op == nil, try assignRecord(target, value, at: place) { return CValue(0) }
    if !isUsed, target.isLvalue {
      let before = known
      let (prefix, reference) = try capture { (reader) throws(CReadError) in try reader.lowerPlace(target) }
      // A pointer that is kept where nobody reads it may be the last one to what is allocated.
      if !isObserved(reference), !mayKeepPointer(reference) {
        // Nobody looks at what is stored: only the accesses are left.
        try discard(value)
        statements[statements.count - 1] += prefix
        store(CValue(0, reference.type), into: reference, at: place)
        return nil
      }
      // The place is found anew below, as if it had not been looked for.
      known = before
    }
    let (prefix, right) = try capture { (reader) throws(CReadError) in try reader.lower(value) }
    statements[statements.count - 1] += prefix
    let reference = stabilised(try lowerPlace(target), at: place)
    var result = right
    if let op {
      // What only its own updates read is no one's business.
      guard isUsed || isObserved(reference) else {
        store(CValue(0, reference.type), into: reference, at: place)
        return nil
      }
      let old = load(reference, at: place)
      result = combine(op, old, right, at: place)
    }
    result = result.converted(to: reference.type)
    if isUsed { result = stabilised(result, at: place) }
    store(result, into: reference, at: place)
    return isUsed ? result : nil
  }

  mutating func step(_ operand: CExpression, by amount: Int, at place: CPlace) throws(CReadError) {
    let reference = stabilised(try lowerPlace(operand), at: place)
    guard isObserved(reference) else { return store(CValue(0, reference.type), into: reference, at: place) }
    step(reference, load(reference, at: place), by: amount, at: place)
  }

  mutating func step(_ reference: PlaceReference, _ old: CValue, by amount: Int, at place: CPlace) {
    store(
      combine(.add, old, CValue(amount), at: place).converted(to: reference.type), into: reference, at: place)
  }

  /// `a = b` of whole records, member by member.
  mutating func assignRecord(_ target: CExpression, _ value: CExpression, at place: CPlace)
    throws(CReadError) -> Bool
  {
    guard target.isLvalue else { return false }
    // What it takes to find the place is done once, by whoever stores.
    let before = known
    let (prefix, reference) = try capture { (reader) throws(CReadError) in try reader.lowerPlace(target) }
    guard isHeldByMembers(reference) else {
      known = before
      return false
    }
    statements[statements.count - 1] += prefix
    return try assignRecord(into: reference, value, at: place)
  }

  /// Whether it is a record that is declared, and not held as one number.
  func isHeldByMembers(_ place: PlaceReference) -> Bool {
    place.bits == nil && isHeldByMembers(place.type)
  }

  func isHeldByMembers(_ type: LoweredType) -> Bool {
    guard case .record(let name) = type, declarations.record(name) != nil else { return false }
    return !declarations.isOneNumber(name) && !declarations.isEndless(name)
  }

  mutating func assignRecord(into target: PlaceReference, _ value: CExpression, at place: CPlace)
    throws(CReadError) -> Bool
  {
    guard isHeldByMembers(target), case .record(let name) = target.type,
      let record = declarations.record(name)
    else { return false }
    if case .compoundLiteral(_, let items) = value.kind {
      try initialise(target, with: items, at: place)
    } else if value.isLvalue {
      copy(try lowerPlace(value), into: target, record, at: place)
    } else {
      noteOpaque("", "a record is given the value of an expression", place)
    }
    return true
  }

  mutating func copy(
    _ source: PlaceReference, into target: PlaceReference, _ record: CRecord, at place: CPlace
  ) {
    for name in declarations.memberNames(of: record) {
      let (from, to) = (self.member(name, of: source), self.member(name, of: target))
      if case .record(let inner) = to.type, !declarations.isOneNumber(inner),
        let record = declarations.record(inner)
      {
        copy(from, into: to, record, at: place)
      } else if case .array = to.type {
        for (source, target) in zip(elements(of: from, at: place), elements(of: to, at: place)) {
          if case .record(let inner) = target.type, !declarations.isOneNumber(inner),
            let record = declarations.record(inner)
          {
            copy(source, into: target, record, at: place)
          } else {
            store(load(source, at: place), into: target, at: place)
          }
        }
      } else {
        store(load(from, at: place), into: to, at: place)
      }
    }
  }
}

extension CExpression {
  /// Whether it names an object rather than a value.
  var isLvalue: Bool {
    switch kind {
    case .identifier, .member, .index, .unary(.dereference, _): true
    default: false
    }
  }
}
