import KernelC
import Ladder

/// The files of a kernel tree that a case reads its programs from.
public struct KernelTree: Sendable {
  /// Which tree it is, in words: the folder, and the patches on top.
  public var label: String
  /// By their path below the tree's root.
  public var files: [String: CFile]
  /// From the tree's own `include/linux/cpuhotplug.h`.
  public var ladder: Ladder
  /// Functions, or files with all their functions, that are followed beside those of the case.
  public var follow: Set<String> = []
  /// The files with functions that the model has by hand, so far as they are in the tree; nil if nobody shall
  /// compare.
  public var core: [String: CFile]?
  /// How further functions behave, from the user.
  public var stubs: CFile?

  public init(label: String, files: [String: CFile], ladder: Ladder) {
    self.label = label
    self.files = files
    self.ladder = ladder
  }

  /// Which files of a tree a case reads, beside the header of the ladder.
  public struct Wanted: Sendable {
    /// Those whose functions are followed.
    public var sources: [String]
    /// Those that declare what the functions use; they may be missing.
    public var headers: [String]

    public init(sources: [String], headers: [String] = []) {
      self.sources = sources
      self.headers = headers
    }
  }

  /// The files that `core` wants.
  public static var corePaths: [String] { Set(PinnedFunction.table.map(\.file)).sorted() }

  public static let ladderHeader = "include/linux/cpuhotplug.h"

  /// The names of functions that `follow` stands for.
  var followedFunctions: Set<String> {
    var names: Set<String> = []
    for name in follow {
      if let file = files[name] { names.formUnion(file.functions.map(\.name)) } else { names.insert(name) }
    }
    return names
  }

  /// The calls that register hotplug states in a file of the tree.
  func registrations(in path: String) -> [CNamedCall] {
    let setups: Set<String> = [
      "cpuhp_setup_state", "cpuhp_setup_state_nocalls", "cpuhp_setup_state_cpuslocked",
      "cpuhp_setup_state_nocalls_cpuslocked",
    ]
    return files[path]?.functions.flatMap { $0.body.namedCalls }.filter { setups.contains($0.name) } ?? []
  }
}
