import KernelC
import Ladder

/// Every registration of a tree, and how far the functions are understood that it registers.
public struct CallbackSurvey: Sendable {
  public struct Entry: Sendable {
    public let registration: HotplugRegistration
    public let rung: Rung?
    public let startup: Understanding
    public let teardown: Understanding
  }

  /// How far a callback is understood.
  public enum Understanding: Sendable, Hashable {
    /// The registration has none.
    case none
    case read(Reading)
    /// No file defines it, or the registration does not name it.
    case notFound
  }

  /// What is known of a callback's own body.
  public struct Reading: Sendable, Hashable {
    /// Pieces that have no meaning in the model.
    public let opaquePieces: Int
    /// Calls of functions of which nothing is known.
    public let opaqueCalls: Int
    /// Statements that no value reaches.
    public let unreached: Int

    public var isFull: Bool { opaquePieces == 0 && unreached == 0 }
  }

  /// A reason for which pieces are not understood, or a function of which nothing is known, and how often it
  /// occurs.
  public struct Frequency: Sendable, Hashable {
    public let text: String
    /// Pieces, or calls.
    public let occurrences: Int
    public let callbacks: Int
  }

  /// Callbacks by how far they are understood.
  public struct Counts: Sendable, Hashable {
    public var fullyWithoutOpaqueCalls = 0
    public var fullyWithOpaqueCalls = 0
    public var partly = 0
    public var notFound = 0

    public var all: Int { fullyWithoutOpaqueCalls + fullyWithOpaqueCalls + partly + notFound }
  }

  public let label: String
  public let entries: [Entry]
  /// Why pieces are not understood, the most frequent reasons first.
  public let reasons: [Frequency]
  /// What is called and not known, the most frequent functions first.
  public let opaqueCallees: [Frequency]
  /// Stubs of the user that no callback needs.
  public let unusedStubs: [String]

  /// A callback where it is defined.
  public struct Definition: Hashable, Sendable {
    public var path: String
    public var name: String

    public init(path: String, name: String) {
      self.path = path
      self.name = name
    }
  }

  /// - Parameters:
  ///   - definitions: where the function of a name is defined that a file registers.
  ///   - surveys: what is known of each definition.
  public init(
    label: String, ladder: Ladder, registrations: [HotplugRegistration],
    definition: (_ name: String, _ path: String) -> Definition?,
    surveys: [Definition: FunctionSurvey], stubs: [CFile] = []
  ) {
    self.label = label
    func understanding(_ callback: HotplugRegistration.Callback, _ path: String) -> Understanding {
      switch callback {
      case .none: return .none
      case .expression: return .notFound
      case .function(let name):
        guard let survey = definition(name, path).flatMap({ surveys[$0] }) else { return .notFound }
        return .read(
          Reading(
            opaquePieces: survey.opaquePieces.count, opaqueCalls: survey.opaqueCalls.count,
            unreached: survey.unreached.count))
      }
    }
    entries = registrations.map { registration in
      let path = registration.place.file
      return Entry(
        registration: registration, rung: registration.rung(on: ladder),
        startup: understanding(registration.startup, path),
        teardown: understanding(registration.teardown, path))
    }
    reasons = CallbackSurvey.frequencies(surveys.values.map { $0.opaquePieces.map(\.kind) })
    opaqueCallees = CallbackSurvey.frequencies(surveys.values.map { $0.opaqueCalls.map(\.callee) })
    unusedStubs = CReport.unusedStubs(of: stubs, in: surveys.values.map(\.report))
  }

  /// - Parameter texts: of each callback.
  private static func frequencies(_ texts: [[String]]) -> [Frequency] {
    var counts: [String: (occurrences: Int, callbacks: Int)] = [:]
    for texts in texts {
      for text in texts { counts[text, default: (0, 0)].occurrences += 1 }
      for text in Set(texts) { counts[text, default: (0, 0)].callbacks += 1 }
    }
    return counts.map {
      Frequency(text: $0.key, occurrences: $0.value.occurrences, callbacks: $0.value.callbacks)
    }.sorted {
      ($1.callbacks, $1.occurrences, $0.text) < ($0.callbacks, $0.occurrences, $1.text)
    }
  }

  /// The callbacks of these entries.
  public static func counts(of entries: [Entry]) -> Counts {
    var counts = Counts()
    for understanding in entries.flatMap({ [$0.startup, $0.teardown] }) {
      switch understanding {
      case .none: break
      case .read(let reading) where !reading.isFull: counts.partly += 1
      case .read(let reading) where reading.opaqueCalls == 0: counts.fullyWithoutOpaqueCalls += 1
      case .read: counts.fullyWithOpaqueCalls += 1
      case .notFound: counts.notFound += 1
      }
    }
    return counts
  }
}
