extension Ladder {
  /// Lays a dump over the built-in ladder of its kernel. Which kernel that is, the numbers of the states that
  /// never move tell (`ap:online` is 152 in 6.1 and 144 in 6.12).
  /// - Throws: `LayingError.Reason.noBuiltInMatches` with the first such line that differs from the nearest
  ///   built-in kernel, and the errors of `laying(_:over:)`.
  public static func laying(_ dump: StatesDump) throws(LayingError) -> Ladder {
    var nearest: (ladder: Ladder, mismatches: [StructuralMismatch])?
    for kernel in BuiltInKernel.allCases {
      let ladder = builtIn(kernel)
      let mismatches = ladder.structuralMismatches(with: dump)
      if mismatches.isEmpty { return try laying(dump, over: ladder) }
      if mismatches.count < nearest?.mismatches.count ?? .max { nearest = (ladder, mismatches) }
    }
    guard let nearest, let first = nearest.mismatches.first else {
      preconditionFailure("there is a built-in kernel, and it did not match")
    }
    throw LayingError(
      file: dump.file, line: first.entry.line,
      reason: .noBuiltInMatches(
        name: first.entry.name, number: first.entry.number, nearest: nearest.ladder.label,
        expected: first.expected))
  }

  /// Lays a dump over the ladder of the same kernel: names and places come from the dump, the states it does
  /// not list from the ladder.
  ///
  /// A symbol goes where the dump has its name, so a dump in which two names were exchanged gives another
  /// order, which `differences(from:)` shows. A state that is not listed and whose place is taken goes to the
  /// place that became free. An unknown name at a fixed state renames it.
  /// - Throws: if a state that never moves has another number, a number is not on the ladder, or the result
  ///   cannot be walked.
  public static func laying(_ dump: StatesDump, over ladder: Ladder) throws(LayingError) -> Ladder {
    if let mismatch = ladder.structuralMismatches(with: dump).first {
      throw LayingError(
        file: dump.file, line: mismatch.entry.line,
        reason: .structureDiffers(
          name: mismatch.entry.name, number: mismatch.entry.number, ladder: ladder.label,
          expected: mismatch.expected))
    }
    let highest = ladder.rungs.count - 1
    if let beyond = dump.entries.first(where: { $0.number > highest }) {
      throw LayingError(
        file: dump.file, line: beyond.line,
        reason: .beyondLadder(number: beyond.number, ladder: ladder.label, highest: highest))
    }
    try checkPinnedPlaces(dump, ladder)
    let seats = DumpLayer(dump: dump, below: ladder.seats).seats()
    var origin = LadderOrigin(kernel: ladder.origin.kernel, source: .dump(file: dump.file))
    origin.alterations = ladder.origin.alterations
    do {
      return try Ladder(seats: seats, origin: origin)
    } catch {
      throw LayingError(file: dump.file, line: nil, reason: .notALadder(why: error.sentence))
    }
  }

  private static func checkPinnedPlaces(_ dump: StatesDump, _ ladder: Ladder) throws(LayingError) {
    for entry in dump.entries {
      guard let role = ladder.rungs[entry.number].role, role.isPinned, entry.name != role.registeredName
      else {
        continue
      }
      throw LayingError(
        file: dump.file, line: entry.line,
        reason: .placeTaken(name: entry.name, number: entry.number, symbol: role.symbol, ladder: ladder.label)
      )
    }
  }

  private struct StructuralMismatch {
    let entry: StatesDump.Entry
    let expected: Int
  }

  private func structuralMismatches(with dump: StatesDump) -> [StructuralMismatch] {
    var mismatches: [StructuralMismatch] = []
    for role in StructuralRole.allCases where role.isPinned {
      guard let name = role.registeredName, let entry = dump.entry(named: name),
        let expected = structure.number(of: role), entry.number != expected
      else { continue }
      mismatches.append(StructuralMismatch(entry: entry, expected: expected))
    }
    return mismatches
  }
}
