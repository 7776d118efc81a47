import Catalogue
import Ladder

/// The registrations of a tree, for `bringup callbacks`.
public struct CallbackList: Sendable {
  static let shownReasons = 10

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
        + Wording.harmless("  \(registration.state) (\(section)), \(name)")
    ]
    for (word, callback, understanding) in [
      ("startup ", registration.startup, entry.startup), ("teardown", registration.teardown, entry.teardown),
    ] where callback != .none {
      lines.append("    \(word)  \(Wording.harmless(callback.text)): \(understanding.text)")
    }
    return lines
  }

  private func summary(_ layout: TextLayout) -> [String] {
    let entries = survey.entries
    let files = Set(entries.map(\.registration.place.file)).count
    var sections: [String] = []
    for section in Section.allCases {
      let count = entries.count { $0.rung?.section == section }
      if count > 0 { sections.append("\(count) in \(section.rawValue)") }
    }
    let others = entries.count { $0.rung == nil }
    if others > 0 { sections.append("\(others) with a state that the ladder does not name") }
    var lines = Wording.wrapped(
      "\(survey.label): \(Wording.counted(entries.count, "call")) in \(Wording.counted(files, "file"))"
        + (sections.isEmpty ? "." : ": \(Wording.list(sections))."), width: layout.width)
    let (fully, partly, notFound) = survey.counts
    lines += Wording.wrapped(
      "\(Wording.counted(fully + partly + notFound, "callback")): \(fully) fully understood, \(partly) partly, "
        + "\(notFound) not found.", width: layout.width)
    guard !survey.reasons.isEmpty else { return lines }
    lines.append("Most frequent reasons, with the functions that have them and the pieces:")
    for reason in survey.reasons.prefix(CallbackList.shownReasons) {
      lines.append(
        "  \(Wording.paddedLeft("\(reason.callbacks)", 4))  \(Wording.paddedLeft("\(reason.pieces)", 4))  "
          + Wording.harmless(reason.text))
    }
    return lines
  }

  // MARK: JSON

  /// As `bringup.callbacks/1`.
  public var json: String {
    let (fully, partly, notFound) = survey.counts
    return JSON.object([
      "schema": .string("bringup.callbacks/1"),
      "tree": .string(survey.label),
      "calls": .array(survey.entries.map(json)),
      "summary": .object([
        "calls": .number(survey.entries.count), "fully": .number(fully), "partly": .number(partly),
        "notFound": .number(notFound),
      ]),
      "reasons": .array(
        survey.reasons.map {
          .object([
            "text": .string($0.text), "functions": .number($0.callbacks), "pieces": .number($0.pieces),
          ])
        }),
    ]).text
  }

  private func json(_ entry: CallbackSurvey.Entry) -> JSON {
    let registration = entry.registration
    return .object([
      "file": .string(registration.place.file),
      "line": .number(registration.place.line),
      "function": .string(registration.function),
      "state": .string(registration.state),
      "dynamic": .bool(registration.isDynamic),
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
