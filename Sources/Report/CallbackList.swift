import Catalogue
import Ladder

/// The registrations of a tree, for `bringup callbacks`.
public struct CallbackList: Sendable {
  /// Reasons, and functions of which nothing is known.
  static let shownFrequencies = 10

  private let survey: CallbackSurvey

  public init(_ survey: CallbackSurvey) { self.survey = survey }

  // MARK: Text

  public func text(_ layout: TextLayout) -> String {
    var lines = survey.entries.flatMap { entry(of: $0, layout) }
    if !lines.isEmpty { lines.append("") }
    lines += summary(layout)
    return lines.joined(separator: "\n") + "\n"
  }

  private func entry(of entry: CallbackSurvey.Entry, _ layout: TextLayout) -> [String] {
    let registration = entry.registration
    let place = "\(registration.place.file):\(registration.place.line)"
    let section = registration.isDynamic ? "\(entry.section), a dynamic slot" : entry.section
    let name = registration.name.map { "\"\($0)\"" } ?? "name not written here"
    var lines = [
      layout.style.paint(Wording.harmless(place), .bold)
        + Wording.harmless(
          "  \(registration.state) (\(section)), \(name)" + (registration.isBuiltIn ? ", built in" : "")
            + (registration.cantStop ? ", no target" : ""))
    ]
    for (word, callback, understanding) in [
      ("startup ", registration.startup, entry.startup), ("teardown", registration.teardown, entry.teardown),
    ] where callback != .none {
      lines.append("    \(word)  \(Wording.harmless(callback.text)): \(understanding.text)")
    }
    return lines
  }

  private func summary(_ layout: TextLayout) -> [String] {
    var lines: [String] = []
    func say(_ sentence: String) {
      lines += Wording.wrapped(Wording.harmless(sentence), width: layout.width)
    }
    let (calls, builtIn) = (survey.entries.filter { !$0.registration.isBuiltIn }, builtIn)
    let files = Set(calls.map(\.registration.place.file)).count
    let sections = CallbackList.sections(calls)
    say(
      "\(survey.label): \(Wording.counted(calls.count, "call")) in \(Wording.counted(files, "file"))"
        + (sections.isEmpty ? "." : ": \(Wording.list(sections))."))
    say(CallbackList.sentence(CallbackSurvey.counts(of: calls)))
    if !builtIn.isEmpty {
      say(
        "Besides, \(Wording.counted(builtIn.count, "state")) that \(builtIn.count == 1 ? "is" : "are") built in "
          + "(\(builtIn[0].registration.place.file)); "
          + CallbackList.sentence(CallbackSurvey.counts(of: builtIn)))
    }
    if !survey.unusedStubs.isEmpty {
      say("No callback needs these stubs: \(survey.unusedStubs.joined(separator: ", ")).")
    }
    lines += list(survey.reasons, "Most frequent reasons, with the functions that have them and the pieces:")
    lines += list(
      survey.opaqueCallees, "Most frequent opaque callees, with the functions that call them and the calls:")
    return lines
  }

  private var builtIn: [CallbackSurvey.Entry] { survey.entries.filter(\.registration.isBuiltIn) }

  private static func sections(_ entries: [CallbackSurvey.Entry]) -> [String] {
    var sections: [String] = []
    for section in Section.allCases {
      let count = entries.count { $0.rung?.section == section }
      if count > 0 { sections.append("\(count) in \(section.rawValue)") }
    }
    let others = entries.count { $0.rung == nil }
    if others > 0 { sections.append("\(others) with a state that the ladder does not name") }
    return sections
  }

  private static func sentence(_ counts: CallbackSurvey.Counts) -> String {
    "\(Wording.counted(counts.all, "callback")): "
      + "\(counts.fullyWithoutOpaqueCalls) fully understood without opaque calls, "
      + "\(counts.fullyWithOpaqueCalls) fully with opaque calls, \(counts.partly) partly, "
      + "\(counts.notFound) not found."
  }

  private func list(_ frequencies: [CallbackSurvey.Frequency], _ head: String) -> [String] {
    guard !frequencies.isEmpty else { return [] }
    return [head]
      + frequencies.prefix(CallbackList.shownFrequencies).map {
        "  \(Wording.paddedLeft("\($0.callbacks)", 4))  \(Wording.paddedLeft("\($0.occurrences)", 4))  "
          + Wording.harmless($0.text)
      }
  }

  // MARK: JSON

  /// As `bringup.callbacks/1`.
  public var json: String {
    let calls = survey.entries.filter { !$0.registration.isBuiltIn }
    return JSON.object([
      "schema": .string("bringup.callbacks/1"),
      "tree": .string(survey.label),
      "calls": .array(calls.map(json)),
      "builtIn": .array(builtIn.map(json)),
      "summary": json(calls, "calls"),
      "builtInSummary": json(builtIn, "states"),
      "reasons": .array(survey.reasons.map { json($0, "pieces") }),
      "opaqueCallees": .array(survey.opaqueCallees.map { json($0, "calls") }),
      "unusedStubs": .array(survey.unusedStubs.map(JSON.string)),
    ]).text
  }

  private func json(_ entries: [CallbackSurvey.Entry], _ noun: String) -> JSON {
    let counts = CallbackSurvey.counts(of: entries)
    return .object([
      noun: .number(entries.count),
      "fully": .number(counts.fullyWithoutOpaqueCalls + counts.fullyWithOpaqueCalls),
      "fullyWithoutOpaqueCalls": .number(counts.fullyWithoutOpaqueCalls),
      "fullyWithOpaqueCalls": .number(counts.fullyWithOpaqueCalls),
      "partly": .number(counts.partly), "notFound": .number(counts.notFound),
    ])
  }

  private func json(_ frequency: CallbackSurvey.Frequency, _ noun: String) -> JSON {
    .object([
      "text": .string(frequency.text), "functions": .number(frequency.callbacks),
      noun: .number(frequency.occurrences),
    ])
  }

  private func json(_ entry: CallbackSurvey.Entry) -> JSON {
    let registration = entry.registration
    return .object([
      "file": .string(registration.place.file),
      "line": .number(registration.place.line),
      "function": .string(registration.function),
      "state": .string(registration.state),
      "dynamic": .bool(registration.isDynamic),
      "cantStop": .bool(registration.cantStop),
      "number": entry.rung.map { .number($0.number) } ?? .null,
      "section": entry.rung.map { .string($0.section.rawValue) } ?? .null,
      "name": registration.name.map(JSON.string) ?? .null,
      "startup": json(registration.startup, entry.startup),
      "teardown": json(registration.teardown, entry.teardown),
    ])
  }

  private func json(_ callback: HotplugRegistration.Callback, _ understanding: CallbackSurvey.Understanding)
    -> JSON
  {
    guard callback != .none else { return .null }
    var members: [String: JSON] = ["text": .string(callback.text)]
    switch understanding {
    case .none: break
    case .read(let reading):
      members["understood"] = .string(reading.isFull ? "fully" : "partly")
      members["opaquePieces"] = .number(reading.opaquePieces)
      members["opaqueCalls"] = .number(reading.opaqueCalls)
      members["unreached"] = .number(reading.unreached)
    case .notFound: members["understood"] = .string("not found")
    }
    return .object(members)
  }
}

extension CallbackSurvey.Entry {
  fileprivate var section: String { rung?.section.rawValue ?? "no state of the ladder" }
}

extension HotplugRegistration.Callback {
  fileprivate var text: String {
    switch self {
    case .none: "-"
    case .function(let name): name
    case .expression(let text): text
    }
  }
}

extension CallbackSurvey.Understanding {
  fileprivate var text: String {
    switch self {
    case .none: "-"
    case .notFound: "not found"
    case .read(let reading):
      (reading.isFull ? "fully understood" : "partly understood")
        + (reading.opaquePieces == 0 ? "" : ", \(Wording.counted(reading.opaquePieces, "piece")) not")
        + ", \(Wording.counted(reading.opaqueCalls, "opaque call"))"
        + (reading.unreached == 0
          ? "" : ", \(Wording.counted(reading.unreached, "statement")) that no value reaches")
    }
  }
}
