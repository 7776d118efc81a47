import KernelC
import Ladder
import Program
import StateSpace

/// A question about code that brings CPUs up and down, with its variants, its environment and what is
/// recorded for it.
public struct Case: Sendable {
  public var name: String
  /// The question in one sentence.
  public var question: String
  /// Where it was asked.
  public var source: String
  public var variants: [Variant]
  public var parameters: [Parameter]
  public var cells: [Cell]
  /// CPUs and faults under which the record was made.
  public var defaultCPUs: Int
  public var defaultFaults: Int
  public var cpuRange: ClosedRange<Int>
  /// What surrounds the code under test, in one sentence.
  public var environment: @Sendable (Settings) -> String
  /// The verdicts under the default bounds and ladder, by variant and cell, for each set of parameters that
  /// was recorded.
  public var record: [Record]
  /// The system of a variant, or why it can't be built on this ladder.
  public var build: @Sendable (Variant, Settings) throws(CaseError) -> Subject
  /// Why a cell is violated, in one sentence, given the violating path.
  public var explain: @Sendable (Cell, Subject, Trace) -> String
  /// The files of a kernel tree that the programs can be read from; nil if the case can't be.
  public var wanted: KernelTree.Wanted? = nil
  /// The system with the programs of a kernel tree.
  public var buildFromTree: (@Sendable (KernelTree, Settings) throws(CaseError) -> Subject)? = nil

  /// The case with the programs of a kernel tree as its only variant, for which nothing is recorded.
  public func reading(_ tree: KernelTree) -> Case? {
    guard let buildFromTree else { return nil }
    var result = self
    result.variants = [Variant("tree", "the functions of \(tree.label), as they stand there")]
    result.record = []
    result.build = { _, settings throws(CaseError) in try buildFromTree(tree, settings) }
    return result
  }

  public struct Variant: Sendable, Hashable {
    public var name: String
    public var text: String
    public init(_ name: String, _ text: String) {
      self.name = name
      self.text = text
    }
  }

  public struct Parameter: Sendable {
    public var name: String
    /// The default comes first.
    public var values: [String]
    public var text: String
    public init(_ name: String, _ values: [String], _ text: String) {
      self.name = name
      self.values = values
      self.text = text
    }
  }

  /// The verdicts of all variants under one set of parameters that differ from the default.
  public struct Record: Sendable {
    public var parameters: [String: String]
    /// One row a variant: the verdicts in order of `cells`; nil where nothing is recorded.
    public var verdicts: [String: [RecordedVerdict]]
    public init(parameters: [String: String] = [:], verdicts: [String: [RecordedVerdict]]) {
      self.parameters = parameters
      self.verdicts = verdicts
    }
  }

  public func variant(_ name: String) -> Variant? { variants.first { $0.name == name } }

  /// What is recorded for a cell, nil under bounds, ladder or parameters that no record was made for.
  public func recorded(_ variant: Variant, cell index: Int, _ settings: Settings) -> RecordedVerdict? {
    guard settings.cpus == defaultCPUs, settings.faults == defaultFaults, settings.ladder == nil else {
      return nil
    }
    let changed = settings.parameters.filter { name, value in
      parameters.first { $0.name == name }?.values.first != value
    }
    return record.first { $0.parameters == changed }?.verdicts[variant.name]?[index]
  }
}

/// A cell: a property of a case to which a verdict belongs.
public struct Cell: Sendable {
  public var id: String
  /// What holds if it holds.
  public var text: String
  public var claim: Claim

  public enum Claim: Sendable {
    /// None of these findings is ever reported, none of these kinds of crash is ever reached.
    case never(findings: [String], crashes: [String])
    case always(predicate: String)
    case sometimes(predicate: String)
    case neverStuck(while: String)
    case canFinish(from: String, reach: String)
  }

  public init(_ id: String, _ text: String, _ claim: Claim) {
    self.id = id
    self.text = text
    self.claim = claim
  }
}

public enum RecordedVerdict: String, Sendable, Hashable {
  case holds, violated, inconclusive, skipped
}

/// Under what a case is checked.
public struct Settings: Sendable {
  public var cpus: Int
  public var faults: Int
  /// Every parameter of the case with its value.
  public var parameters: [String: String]
  /// A ladder that the user gave, nil for the built-in one.
  public var ladder: Ladder?

  public init(cpus: Int, faults: Int, parameters: [String: String], ladder: Ladder? = nil) {
    self.cpus = cpus
    self.faults = faults
    self.parameters = parameters
    self.ladder = ladder
  }
}

/// A variant ready to be explored.
public struct Subject: Sendable {
  public var model: Model
  public var ladder: Ladder
  /// The rungs with a callback, by number: where a counterexample says that something runs.
  public var rungNames: [Int: String]
  /// The rung under test, nil if the variant has none.
  public var rung: Int?
  /// What reading C took for granted, nil if nothing was read.
  public var reading: CReport?
  /// The variable that tells that everything is set up, and what happens before: no part of any story.
  public var ready: (variable: String, text: String)?
  /// Which rung first stores something else than NULL into a variable, where C code says so.
  public var setters: [String: (number: Int, name: String)] = [:]
  /// The lines of the files that were read, by path, as far as a counterexample quotes them.
  public var sources: [String: [String]] = [:]
  /// Why no verdict may rest on the model, nil if nothing is wrong: kernel functions that it has by hand are
  /// others in the tree that the rest was read from.
  public var difference: String?

  public init(model: Model, ladder: Ladder, rungNames: [Int: String], rung: Int?) {
    self.model = model
    self.ladder = ladder
    self.rungNames = rungNames
    self.rung = rung
  }
}

/// Why a case can't be checked as asked.
public enum CaseError: Error, Sendable, CustomStringConvertible {
  /// The ladder lacks something that the variant needs: the variant is skipped.
  case skipped(String)
  /// The model is wrong: our mistake.
  case broken(ModelError)
  /// The C that was given can't be read as a case.
  case unreadable(String)

  public var description: String {
    switch self {
    case .skipped(let reason), .unreadable(let reason): return reason
    case .broken(let error): return "the model of this variant is wrong: \(error)"
    }
  }
}
