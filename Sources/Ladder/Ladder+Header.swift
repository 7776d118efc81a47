extension Ladder {
  /// The ladder of a header. Names come from the built-in table by symbol; a symbol that is not in it has
  /// none until a dump is laid over.
  /// - Parameters:
  ///   - header: its enum.
  ///   - kernel: what to call its kernel, such as `v6.4-rc1`.
  /// - Throws: if a state that the hotplug core needs is missing or in the wrong place.
  public init(_ header: EnumHeader, kernel: String) throws(EnumHeaderError) {
    guard let highest = header.states.last?.number else {
      throw EnumHeaderError(file: header.file, line: nil, reason: .notALadder(why: "it has no states"))
    }
    var seats = [Seat](repeating: .empty, count: highest + 1)
    for state in header.states {
      seats[state.number] = Seat(symbol: state.symbol, name: RegisteredNames.names(of: state.symbol).first)
    }
    for range in DynamicRange.allCases { try Self.spread(range, over: &seats, of: header) }
    do {
      try self.init(seats: seats, origin: LadderOrigin(kernel: kernel, source: .header(file: header.file)))
    } catch {
      throw EnumHeaderError(file: header.file, line: nil, reason: .notALadder(why: error.sentence))
    }
  }

  /// Makes slots of the states from the first to the last of a range.
  private static func spread(
    _ range: DynamicRange, over seats: inout [Seat], of header: EnumHeader
  ) throws(EnumHeaderError) {
    guard let first = header.states.first(where: { $0.symbol == range.symbol }) else { return }
    guard let last = header.states.first(where: { $0.symbol == range.endSymbol }) else {
      throw EnumHeaderError(
        file: header.file, line: first.line, reason: .notALadder(why: "\(range.endSymbol) is missing"))
    }
    guard first.number < last.number,
      seats[(first.number + 1)..<last.number].allSatisfy({ $0 == .empty })
    else {
      throw EnumHeaderError(file: header.file, line: last.line, reason: .badRange(symbol: range.symbol))
    }
    for number in first.number...last.number { seats[number] = Seat(slotOf: range) }
  }
}
