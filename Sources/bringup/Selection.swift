import Catalogue
import Ladder
import Report

/// The variants that a command line asks for, case by case in the order of the catalogue.
struct Selection {
  struct Part {
    var subject: Case
    var variants: [Case.Variant]
    /// Those that were named one by one: what is asked for by name is shown in full.
    var namedVariants: Set<String> = []
  }

  var parts: [Part]
  /// Files of a folder that are no cases, each with the reason: the others are looked at all the same.
  private(set) var refused: [CommandFailure] = []

  /// - Parameters:
  ///   - names: `CASE` or `CASE/VARIANT`, a C file, or a folder of C files; none of them means all.
  ///   - ladder: the one that the user gave.
  init(_ names: [String], ladder: Ladder? = nil) throws(CommandFailure) {
    guard !names.isEmpty else {
      parts = Catalogue.cases.map { Part(subject: $0, variants: $0.variants) }
      return
    }
    let files = try CCaseFiles.paths(among: names)
    parts = try Selection.named(names.filter { name in !files.contains { $0.argument == name } })
    let showsAll = files.reduce(0) { $0 + $1.paths.count } == 1
    for file in files {
      for path in file.paths {
        let subject: Case
        do {
          subject = try CCaseFiles.read(path, ladder: ladder)
        } catch {
          guard file.isFolder else { throw error }
          refused.append(error)
          continue
        }
        parts.append(
          Part(
            subject: subject, variants: subject.variants,
            namedVariants: showsAll ? Set(subject.variants.map(\.name)) : []))
      }
    }
    if parts.isEmpty, let first = refused.first { throw first }
  }

  /// Tells of the files that are no cases, and what they add to the status.
  func complain() -> [ExitStatus] {
    for failure in refused { Diagnostics.complain(failure.message) }
    return refused.map(\.status)
  }

  /// The same cases with the programs of a kernel tree, if one is given.
  func reading(_ options: TreeOptions) throws(CommandFailure) -> Selection {
    guard options.tree != nil else { return self }
    var result = self
    result.parts = []
    for part in parts {
      if let name = part.namedVariants.sorted().first, part.subject.wanted != nil {
        throw .usage(
          "with --tree the programs are the tree's, and there is no variant \(name): "
            + "name only the case, \(part.subject.name).")
      }
      guard let wanted = part.subject.wanted, let tree = try options.read(wanted),
        let subject = part.subject.reading(tree)
      else { throw .usage("\(part.subject.name) can't be read from a kernel tree: leave --tree out.") }
      result.parts.append(
        Part(subject: subject, variants: subject.variants, namedVariants: Set(subject.variants.map(\.name))))
    }
    return result
  }

  private static func named(_ names: [String]) throws(CommandFailure) -> [Part] {
    var wanted: [String: Set<String>] = [:]
    var named: [String: Set<String>] = [:]
    for name in names {
      let words = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let subject = Catalogue.named(words[0]) else {
        throw .usage(
          Selection.unknown("case", words[0], among: Catalogue.cases.map(\.name), list: "bringup cases"))
      }
      guard words.count > 1 else {
        wanted[subject.name, default: []].formUnion(subject.variants.map(\.name))
        continue
      }
      guard let variant = subject.variant(words[1]) else {
        throw .usage(
          Selection.unknown(
            "variant of \(subject.name)", words[1], among: subject.variants.map(\.name), list: "bringup cases"
          ))
      }
      wanted[subject.name, default: []].insert(variant.name)
      named[subject.name, default: []].insert(variant.name)
    }
    return Catalogue.cases.compactMap { subject in
      wanted[subject.name].map { names in
        Part(
          subject: subject, variants: subject.variants.filter { names.contains($0.name) },
          namedVariants: named[subject.name] ?? [])
      }
    }
  }

  /// One sentence about a name that does not exist, with the one that may have been meant.
  static func unknown(_ kind: String, _ name: String, among names: [String], list: String) -> String {
    let start = "there is no \(kind) \"\(shortened(name))\""
    if let nearest = NearestName.suggestion(for: name, among: names) {
      return "\(start): did you mean \(nearest)?"
    }
    return "\(start): \(list) lists them."
  }

  /// What a user typed is quoted back, but not by the kilobyte.
  static func shortened(_ text: String) -> String { text.count <= 60 ? text : text.prefix(57) + "..." }
}
