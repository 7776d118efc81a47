import Testing

@Suite("The house keeps its rules")
struct HouseTests {
  @Test("the package keeps the rule", arguments: HouseRule.all)
  func package(keeps rule: HouseRule) {
    let violations = HouseFile.all.flatMap(rule.check)
    let lines = violations.prefix(40).map { "\n  \($0)" }.joined()
    let rest = violations.count > 40 ? "\n  and \(violations.count - 40) more" : ""
    #expect(violations.isEmpty, "\(rule.name):\(lines)\(rest)")
  }

  @Test("the rule can fail", arguments: HouseRule.all)
  func samples(of rule: HouseRule) {
    #expect(!rule.bad.isEmpty)
    for sample in rule.bad {
      #expect(!rule.check(sample).isEmpty, "\(sample.path): \(sample.text?.prefix(60) ?? "")")
    }
    for sample in rule.good {
      #expect(rule.check(sample).isEmpty, "\(sample.path): \(sample.text?.prefix(60) ?? "")")
    }
  }

  @Test("the files are found, sources and tests and documents")
  func filesAreFound() {
    let paths = Set(HouseFile.all.map(\.path))
    #expect(paths.contains("Package.swift"))
    #expect(paths.contains("README.md"))
    #expect(paths.contains("Tests/HouseTests/HouseTests.swift"))
    #expect(HouseFile.all.filter { $0.module != nil }.count > 50)
    for file in House.filesWithCLibrary { #expect(paths.contains(file), "\(file) is excepted and gone") }
  }

  @Test("no module stands on two floors")
  func floorsAreDisjoint() {
    let modules = House.floors.flatMap { $0 }
    #expect(Set(modules).count == modules.count)
    #expect(House.core.isSubset(of: modules))
  }
}
