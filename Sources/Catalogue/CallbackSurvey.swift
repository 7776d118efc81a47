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

  /// A reason for which pieces are not understood.
  public struct Reason: Sendable, Hashable {
    public let text: String
    public let pieces: Int
    public let callbacks: Int
  }

  public let label: String
  public let entries: [Entry]
  /// The most frequent ones first.
  public let reasons: [Reason]

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
    surveys: [Definition: FunctionSurvey]
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
    var counts: [String: (pieces: Int, callbacks: Int)] = [:]
    for survey in surveys.values {
      let kinds = survey.opaquePieces.map(\.kind)
      for kind in kinds { counts[kind, default: (0, 0)].pieces += 1 }
      for kind in Set(kinds) { counts[kind, default: (0, 0)].callbacks += 1 }
    }
    reasons = counts.map { Reason(text: $0.key, pieces: $0.value.pieces, callbacks: $0.value.callbacks) }
      .sorted {
        ($1.callbacks, $1.pieces, $0.text) < ($0.callbacks, $0.pieces, $1.text)
      }
  }

  /// The callbacks of all entries: those that are understood fully, partly, and those that are not found.
  public var counts: (fully: Int, partly: Int, notFound: Int) {
    var counts = (fully: 0, partly: 0, notFound: 0)
    for understanding in entries.flatMap({ [$0.startup, $0.teardown] }) {
      switch understanding {
      case .none: break
      case .read(let reading): if reading.isFull { counts.fully += 1 } else { counts.partly += 1 }
      case .notFound: counts.notFound += 1
      }
    }
    return counts
  }
}
