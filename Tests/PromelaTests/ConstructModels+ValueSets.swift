import Program

/// Values out of sets, most of them too wide for an `int` of Promela.
extension ConstructModels {
  /// A page frame with an enable bit in its own MSR, as a guest sets it up, and what the hypervisor makes of
  /// it.
  static let valueSets = model(
    "value sets",
    [
      Variable("msr", .values([0, 0x7_0000_0000, 0x7_0000_0001, 0x8_0000_0001]), count: 2),
      Variable("overlay", .range(0...8)), Variable("table", .values([.min, 0, 7]), initial: [7]),
      Variable("history", .values([.min, -1, 0, 1, .max]), storage: .ghost),
    ],
    procedures: [
      Procedure("enable", parameters: [Local("frame", .range(0...8)), Local("keep", frames)]) {
        Return((.local("frame", .range(0...8)) << 32) | 1 | (.local("keep", frames) & 0xfff))
      }
    ],
    predicates: [
      Predicate("one is enabled", ((PerCPU("msr")[0] | PerCPU("msr")[1]) & 1) == 1),
      Predicate("same", PerCPU("msr")[0] == PerCPU("msr")[1]),
      Predicate("indexed", PerCPU("msr")[PerCPU("msr")[0] & 1] >= 0x7_0000_0000),
      Predicate("least", Global("table") < 0 && Global("history") < 0),
    ],
    contexts: [
      task("guest") {
        let old = Expression.local("old", frames)
        Forever {
          old <- PerCPU("msr")[0]
          PerCPU("msr")[0] <- Call("enable", .conditional((old & 1) == 1, 8, 7), old)
          If(Global("table") <= 0) { PerCPU("msr")[0] <- .conditional(Global("table"), old, 0x7_0000_0000) }
        }
      },
      task("other CPU") {
        Forever {
          // Not in the set once the frame is 8.
          PerCPU("msr")[1] <- PerCPU("msr")[0] & ~1
          Global("table") <- .conditional(PerCPU("msr")[0] == PerCPU("msr")[1], .constant(.min), 0)
        }
      },
      Context(
        "hypervisor", kind: .agent,
        body: [
          Statement(
            Forever {
              Choose {
                Option("map", when: (PerCPU("msr")[0] & 1) == 1) {
                  Atomic {
                    Global("overlay") <- PerCPU("msr")[0] >> 32
                    Event("map", PerCPU("msr")[0])
                    Global("history")
                      <- .conditional(
                        Global("table") < 0, Global("table"), .unary(.truncate(bits: 1, signed: true), 1))
                  }
                }
                Option("unmap") {
                  Atomic {
                    Global("overlay") <- .unary(.bitCount, PerCPU("msr")[1]) & 1
                    Require("odd", PerCPU("msr")[Global("overlay")] != 0x8_0000_0001)
                    Global("history") <- .binary(.bitXor, Global("table"), .constant(.max)) >> 63
                  }
                }
              }
            })
        ]),
    ])

  private static let frames = Domain.values([0x7_0000_0000, 0x7_0000_0001, 0x8_0000_0001])

  /// Every class of values that a set may take, computed with from two cells at once.
  static let valuesFromTwoSets = model(
    "values from two sets",
    [
      Variable("a", .values([.min, -1, 1, 1 << 31, 1 << 32, .max]), initial: [-1]),
      Variable("b", .values([-1 << 31, 0, 3, 1 << 62]), initial: [3]), Variable("n", .range(-64...64)),
      Variable("bits", .values(Array(200..<300)), initial: [207]), Variable("none", .values([0, 1])),
    ],
    predicates: BinaryOperator.allCases.map { op in
      Predicate("a \(op.rawValue) b", .binary(op, Global("a"), Global("b")) > 1 << 31)
    } + [Predicate("bits", Global("bits") > 255), Predicate("none", Global("none"))],
    contexts: [
      task("a") {
        Forever {
          Choose {
            for value in [Int.min, -1, 1, 1 << 31, 1 << 32, .max] as [Int] {
              Option("\(value)") { Global("a") <- .constant(value) }
            }
            Option("not in the set", when: Global("a") == 1 << 32) {
              Atomic { Global("b") <- Global("a") + Global("b") }
            }
          }
          Global("n") <- .unary(.bitCount, Global("a") & Global("b"))
          Global("none") <- Global("a") > Global("b")
        }
      },
      task("b") {
        Forever {
          Global("b") <- 0
          Global("b") <- .conditional(Global("a") == .constant(.max), 1 << 62, .constant(-1 << 31))
          Global("b") <- .unary(.truncate(bits: 2, signed: false), Global("b") | 3)
          Global("bits") <- .binary(.remainder, Global("bits") - 200 + 50, 100) + 200
        }
      },
    ])
}
