import Catalogue
import KernelC
import Ladder

/// The registrations of a tree, where their callbacks are defined, and what these are understood as.
struct TreeCallbacks {
  /// In order of file and line.
  private(set) var registrations: [HotplugRegistration] = []
  /// Files with the word that could not be parsed.
  private(set) var unread: Set<String> = []
  private let stubs: [CFile]
  private var surveys: [CallbackSurvey.Definition: FunctionSurvey] = [:]
  /// Callbacks by the file that registers them.
  private var definitions: [CallbackSurvey.Definition: CallbackSurvey.Definition] = [:]

  init(_ sources: TreeSources, _ search: TreeSearch, stubs: [CFile]) throws(CommandFailure) {
    self.stubs = stubs
    var files: [String: CFile] = [:]
    var elsewhere: [CallbackSurvey.Definition] = []
    for path in try search.paths(containing: HotplugRegistration.word) {
      try Interruption.check()
      guard let file = read(path, sources) else { continue }
      let found = HotplugRegistration.table(in: file) + HotplugRegistration.all(in: file)
      guard !found.isEmpty else { continue }
      files[path] = file
      registrations += found
      for name in Set(found.flatMap(\.functions)).sorted() {
        let use = CallbackSurvey.Definition(path: path, name: name)
        if file.function(name) != nil { definitions[use] = use } else { elsewhere.append(use) }
      }
    }
    let places = try search.definitions(of: Set(elsewhere.map(\.name)))
    for use in elsewhere {
      // Of several architectures' functions the one that is nearest to the use, or that of x86.
      let candidates = TreeSearch.preferred(places[use.name] ?? []).enumerated().sorted {
        (TreeCallbacks.shared($1.element, use.path), $0.offset)
          < (TreeCallbacks.shared($0.element, use.path), $1.offset)
      }.map(\.element)
      for path in candidates {
        if files[path] == nil { files[path] = read(path, sources) }
        guard files[path]?.function(use.name) != nil else { continue }
        definitions[use] = CallbackSurvey.Definition(path: path, name: use.name)
        break
      }
    }
    try survey(files, sources)
  }

  private mutating func read(_ path: String, _ sources: TreeSources) -> CFile? {
    guard let file = try? sources.file(path) else {
      unread.insert(path)
      return nil
    }
    return file
  }

  /// File by file, since the headers of one have all that its functions need.
  private mutating func survey(_ files: [String: CFile], _ sources: TreeSources) throws(CommandFailure) {
    let wanted = Dictionary(grouping: Set(definitions.values)) { $0.path }
    for (path, functions) in wanted.sorted(by: { $0.key < $1.key }) {
      try Interruption.check()
      let text = try sources.sources(of: files[path]!, stubs: stubs)
      for function in functions.sorted(by: { $0.name < $1.name }) {
        do {
          surveys[function] = try FunctionSurvey(function.name, in: text)
        } catch {
          throw .environment("\(path): \(function.name) can't be read: \(error)")
        }
      }
    }
  }

  func survey(label: String, ladder: Ladder) -> CallbackSurvey {
    CallbackSurvey(
      label: label, ladder: ladder, registrations: registrations,
      definition: { definitions[.init(path: $1, name: $0)] }, surveys: surveys, stubs: stubs)
  }

  /// How many folders two paths share.
  private static func shared(_ first: String, _ second: String) -> Int {
    zip(first.split(separator: "/"), second.split(separator: "/")).prefix { $0 == $1 }.count
  }
}
