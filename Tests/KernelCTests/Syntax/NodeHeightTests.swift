import Testing

@testable import KernelC

@Suite("The height of a node")
struct NodeHeightTests {
  private let place = CPlace(file: "a.c", line: 1, column: 1, range: 0..<1)

  @Test("a node is one higher than the highest of its parts")
  func height() {
    let leaf = CExpression(.identifier("a"), at: place)
    let sum = CExpression(.binary(.add, leaf, CExpression(.unary(.minus, leaf), at: place)), at: place)
    #expect(leaf.height == 1)
    #expect(sum.height == 3)
    let statement = CStatement(.if(sum, then: CStatement(.return(nil), at: place), else: nil), at: place)
    #expect(statement.height == 4)
    let array = CType(.array(CType(.void, at: place), count: sum), at: place)
    #expect(array.height == 4)
  }
}
