import Catalogue
import KernelC

/// Which file of a tree defines a function that is asked for by name: one of those that are named, one that a
/// case reads, or any other of the tree, of several architectures' rather that of x86.
struct DefinitionSearch {
  /// Files that are parsed to see whether they define it.
  static let maximumCandidates = 64

  private(set) var file: CFile?
  /// Other files that define one, if there was a reason to look for them.
  private(set) var others: [String] = []
  /// Those that are followed, without the one that it was found in.
  private(set) var followed: [CFile]

  init(_ name: String, _ sources: TreeSources, among followed: [CFile]) throws(CommandFailure) {
    self.followed = followed
    if let index = followed.firstIndex(where: { $0.function(name) != nil }) {
      file = self.followed.remove(at: index)
      return
    }
    for path in Catalogue.cases.compactMap(\.wanted).flatMap(\.sources) {
      if let read = try sources.file(path), read.function(name) != nil {
        file = read
        return
      }
    }
    let search = try TreeSearch(sources.files)
    let paths = TreeSearch.preferred(try search.definitions(of: [name])[name] ?? [])
    for path in paths.prefix(DefinitionSearch.maximumCandidates) {
      guard let read = try sources.file(path), read.function(name) != nil else { continue }
      if file == nil { file = read } else { others.append(path) }
    }
  }
}
