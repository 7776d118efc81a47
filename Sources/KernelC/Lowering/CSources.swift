/// Files that programs are read from, with all that they declare: made once for several readings.
public struct CSources: Sendable {
  let declarations: Declarations
  /// Those that can be followed, by name.
  let functions: [String: CFunction]
  let stubs: [String: CFunction]
  /// Defined or declared in the files, unless a stub file replaces them.
  let variables: Set<String>
  let assumptions: [CAssumption]

  /// - Parameters:
  ///   - files: those whose functions can be followed.
  ///   - stubs: files that say how functions behave that are not followed.
  ///   - headers: files that only declare.
  public init(_ files: [CFile], stubs: [CFile] = [], headers: [CFile] = []) {
    // What a stub file defines replaces a variable of the tree.
    declarations = Declarations(files + stubs + headers, overriding: stubs)
    variables = Set(files.flatMap(\.variables).map(\.name)).subtracting(
      stubs.flatMap(\.variables).map(\.name))
    functions = Dictionary(files.flatMap(\.functions).map { ($0.name, $0) }) { first, _ in first }
    self.stubs = Dictionary(stubs.flatMap(\.functions).map { ($0.name, $0) }) { first, _ in first }
    assumptions = (files + stubs).flatMap(\.assumptions)
  }

  /// The function of this name that a reading would follow.
  public func function(_ name: String) -> CFunction? { functions[name] }
}
