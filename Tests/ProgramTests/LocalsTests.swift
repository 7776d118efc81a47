import Program
import Testing

/// What a local holds is its own, whatever the cells are reused for.
@Suite struct LocalsTests {
  private let x = Global("x")
  private let y = Global("y")

  /// Temporaries were told from locals by the prefix `tmp` of their names, so a local of that name lost its
  /// cell.
  @Test func aLocalMayBeNamedLikeATemporary() throws {
    let tmp = Expression.local("tmp", .range(0...3))
    let other = Expression.local("other", .range(0...3))
    let model = system(
      [Variable("x", .range(0...3)), Variable("y", .range(0...3))],
      tasks: [
        body {
          tmp <- 2
          other <- x
          other <- x + y
          Require("found", tmp == 2)
        }
      ])
    #expect(try findings(model) == [])
  }

  /// A step that stores a result or a parameter is told in the words of the program.
  @Test func temporariesAreNotNamedInSteps() throws {
    let model = system(
      [Variable("x", .range(0...3)), Variable("y", .range(0...3))],
      [
        Procedure("next", parameters: [Local("value", .range(0...3))]) {
          Return(.local("value", .range(0...3)) + 1)
        }
      ], tasks: [body { x <- Call("next", y) }])
    let texts = try model.graph().actions.map(\.text)
    #expect(texts == ["value = y", "x = next(y)"])
    let indexed = system(
      [Variable("a", .range(0...1), count: 2), Variable("x", .range(0...1))],
      tasks: [body { x <- PerCPU("a")[x] }])
    #expect(try indexed.graph().actions.map(\.text) == ["read x", "read a[x]", "x = a[x]"])
  }

  private let value = Expression.local("value", .range(0...3))

  /// Its cell was handed on with what the last call had left there.
  @Test func aLocalIsZeroInEveryCall() throws {
    let keep = Procedure("keep") {
      Require("found", value == 0)
      value <- x + 1
      y <- value
    }
    let other = Procedure("other") {
      Require("found", .local("else", .range(0...3)) == 0)
      y <- 1
    }
    let variables = [Variable("x", .range(0...1)), Variable("y", .range(0...3))]
    let twice = system(variables, [keep], tasks: [body { for _ in 0..<2 { Do("keep") } }])
    #expect(try findings(twice) == [])
    let both = system(
      variables, [keep, other],
      tasks: [
        body {
          Do("keep")
          Do("other")
        }
      ])
    #expect(try findings(both) == [])
    let loop = system(variables, [keep], tasks: [body { Forever { Do("keep") } }])
    #expect(try findings(loop) == [])
  }

  /// The result of the first call would be taken for that of the second.
  @Test func aCallThatReturnsNothingHasNoResult() throws {
    let sometimes = Procedure("sometimes", parameters: [Local("way", .bool)]) {
      If(.local("way", .bool) == 1) { Return(3) }
    }
    let model = system(
      [Variable("x", .range(0...3)), Variable("y", .range(0...3))], [sometimes],
      tasks: [
        body {
          x <- Call("sometimes", 1)
          y <- Call("sometimes", 0)
        }
      ])
    #expect(try crashes(model) == ["model-error"])
  }
}
