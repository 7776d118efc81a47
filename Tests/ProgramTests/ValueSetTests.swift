import Program
import Testing

/// Sets of 64-bit values: what their cells hold, and what the layout makes of that.
@Suite struct ValueSetTests {
  @Test func theOrderInWhichValuesAreWrittenDoesNotMatter() {
    #expect(Domain.values([4097, 0, 4096, 0]) == .values([0, 4096, 4097]))
    #expect(Domain.values([4097, 0, 4096, 0]).hashValue == Domain.values([0, 4096, 4097]).hashValue)
    #expect(Domain.values([0, 1]) != .values([0, 2]))
    #expect(ValueSet([.max, .min, -1, 1]).values == [.min, -1, 1, .max])
  }

  /// All sets of some values at the ends and in the middle: contents count up without a gap, and that of 0 is
  /// 0.
  @Test func contentsNumberTheValues() {
    let all: [Int] = [.min, .min + 1, -1, 0, 1, 1 << 40, .max]
    for mask in 1..<(1 << all.count) {
      let values = all.indices.filter { mask >> $0 & 1 == 1 }.map { all[$0] }
      let set = ValueSet(values.reversed())
      #expect(values.compactMap { set.content(of: $0) } == Array(set.lowest...set.highest))
      #expect((set.lowest...set.highest).map { set.value(of: $0) } == values)
      for value in all where !values.contains(value) { #expect(set.content(of: value) == nil) }
      #expect(set.content(of: 0) == (values.contains(0) ? 0 : nil))
      if !values.contains(0) { #expect(set.lowest == 0) }
    }
  }

  @Test func cellsTakeAsManyBitsAsTheirSetNeeds() throws {
    func bits(_ values: [Int]) throws -> [Int] {
      let variable = Variable("v", .values(values), count: 2, initial: [values[0]])
      let model = system([variable], tasks: [body { PerCPU("v")[0] <- .constant(values[0]) }])
      return try CompiledModel(model).layout.fields.prefix(2).map(\.bits)
    }
    #expect(try bits([.min]) == [0, 0])
    #expect(try bits([.min, .max]) == [1, 1])
    #expect(try bits([.min, 0, .max]) == [2, 2])
    #expect(try bits(Array((1 << 40)..<(1 << 40 + 256))) == [8, 8])
  }

  @Test func packedStatesGiveTheValuesBack() throws {
    let values: [Int] = [-5, 0, 1 << 33, .max]
    let variable = Variable("v", .values(values), count: 4, initial: values)
    let compiled = try CompiledModel(system([variable], tasks: []))
    var words = compiled.initialStates[0]
    #expect((0..<4).map { compiled.layout.value(of: $0, in: words) } == values)
    compiled.layout.store(Int.max, into: 0, of: &words)
    compiled.layout.store(-5, into: 3, of: &words)
    #expect((0..<4).map { compiled.layout.value(of: $0, in: words) } == [Int.max, 0, 1 << 33, -5])
  }

  @Test func peopleSeeNamesAndHexadecimalNumbers() throws {
    let values = [Int.min, -65_536, -65_535, -22, 0, 65_535, 65_536, 0x1_0000_0001]
    let variables = [
      Variable("v", .values(values), initial: [0], valueNames: [0x1_0000_0001: "enabled"]),
      Variable("range", .range(0...1 << 20)), Variable("page", .pointer(to: "page")),
    ]
    var model = system(variables, observed: false, tasks: [])
    model.pools = [Pool("page", slots: 2)]
    let graph = try model.graph()
    #expect(
      values.map { graph.text(of: $0, in: 0) } == [
        "0x8000000000000000", "0xffffffffffff0000", "-65535", "-22", "0", "65535", "0x10000", "enabled",
      ])
    #expect(graph.text(of: 1 << 20, in: 1) == "1048576")
    #expect([0, 2].map { graph.text(of: $0, in: 2) } == ["NULL", "page 2"])
  }

  @Test func setsAreVerified() {
    func error(_ variable: Variable) -> String? {
      modelError(system([variable], tasks: []))?.description
    }
    #expect(error(Variable("v", .values([]))) == "the set of v has 0 values; 1 to 256 are possible")
    #expect(
      error(Variable("v", .values(Array(0...256)))) == "the set of v has 257 values; 1 to 256 are possible")
    #expect(error(Variable("v", .values(Array(0...255)))) == nil)
    #expect(
      error(Variable("v", .values([1 << 40, -3]))) == "an initial value of v lies outside {-3, 1099511627776}"
    )
    #expect(error(Variable("v", .values([1 << 40, -3]), initial: [-3])) == nil)
    let local = system([], tasks: [body { .assign(.local("l", .values(Array(1...256))), 1) }])
    #expect(modelError(local) == nil)
    let tooMany = system([], tasks: [body { .assign(.local("l", .values(Array(1...257))), 1) }])
    #expect(modelError(tooMany)?.message == "the set of l has 257 values; 1 to 256 are possible")
  }
}
