import KernelC
import Machine

extension CReport {
  /// Says of each stub of the file that it was not used, and why: who wrote it believes that it matters.
  mutating func noteUnused(_ stubs: CFile) {
    let used = Set(functions.filter { $0.place.file == stubs.path }.map(\.name))
    let followed = Set(functions.map(\.name))
    assumptions += stubs.functions.filter { !used.contains($0.name) }.map { stub in
      let reason =
        followed.contains(stub.name)
        ? "a function that is followed goes before it"
        : Kernel.primitive(stub.name) == nil
          ? "nothing that is read calls it" : "bringup has a meaning of its own for this function"
      return "no stub \(stub.name) (\(stub.namePlace.file):\(stub.namePlace.line)): \(reason)"
    }
  }

  /// The names of a file's stubs that none of these readings used.
  static func unusedStubs(of stubs: [CFile], in reports: [CReport]) -> [String] {
    let used = Set(reports.flatMap(\.functions).map { [$0.place.file, $0.name] })
    return stubs.flatMap { file in
      file.functions.map(\.name).filter { !used.contains([file.path, $0]) }
    }
  }
}
