import Catalogue

/// What a run of `check` found: the one value that every renderer renders.
public struct CheckReport: Sendable {
  /// The answers for one variant: one search.
  public struct Row: Sendable {
    public var variant: Case.Variant
    /// One result for each cell of the case, in its order.
    public var results: [CheckResult]
    /// How long the search took; nil if nobody asked, so that two runs print the same.
    public var seconds: Double?
    /// Whether violated cells come with their paths: they do for a variant that was asked for by name.
    public var showsCounterexamples: Bool

    public init(
      variant: Case.Variant, results: [CheckResult], seconds: Double? = nil,
      showsCounterexamples: Bool = false
    ) {
      self.variant = variant
      self.results = results
      self.seconds = seconds
      self.showsCounterexamples = showsCounterexamples
    }
  }

  /// The answers for one case, all under the same bounds.
  public struct Section: Sendable {
    public var subject: Case
    public var rows: [Row]

    public init(subject: Case, rows: [Row]) {
      self.subject = subject
      self.rows = rows
    }

    public var results: [CheckResult] { rows.flatMap(\.results) }
  }

  public var sections: [Section]
  /// Whether the run is held against the record, or tells the truth as it is.
  public var comparesWithRecord: Bool
  /// The file that the ladder was read from, as the user wrote it; for the command that repeats a check.
  public var ladderFile: String?

  public init(sections: [Section], comparesWithRecord: Bool, ladderFile: String? = nil) {
    self.sections = sections
    self.comparesWithRecord = comparesWithRecord
    self.ladderFile = ladderFile
  }

  public var results: [CheckResult] { sections.flatMap(\.results) }
}

extension CheckResult {
  /// Whether there is a record for this cell and it says something else. What is undecided contradicts
  /// nothing.
  public var differsFromRecord: Bool { !isUndecided && recorded.map { $0 != verdict } ?? false }

  /// Whether there is a record for this cell, and no answer to hold against it.
  public var isUndecided: Bool { verdict == .inconclusive && recorded != nil && recorded != .inconclusive }
}
