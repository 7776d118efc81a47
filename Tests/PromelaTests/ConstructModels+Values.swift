import Program

/// Findings, crashes, storage classes, and values that an `int` can't hold or that go wrong.
extension ConstructModels {
  static let findings = model(
    "findings and crashes", [Variable("x", .range(0...6)), Variable("armed", .bool)],
    predicates: [
      Predicate("alive", 1), Predicate("alive or crashed", 1, holdsAfterCrash: true),
      Predicate("x zero", Global("x") == 0, holdsAfterCrash: true),
    ],
    contexts: [
      task("counter") {
        Forever {
          Global("x") <- .binary(.remainder, Global("x") + 2, 7)
          Atomic("check") {
            Require("odd", (Global("x") & 1) == 0)
            Event("printk", Global("x"), Global("armed"))
            If(Global("x") == 3 && Global("armed")) {
              Require("odd", false)
              Crash("bug")
            }
          }
        }
      },
      task("arm") { Global("armed") <- 1 },
    ])

  static let storageClasses = model(
    "storage classes",
    [
      Variable("a", .range(0...3)), Variable("b", .range(0...3), storage: .sequenced),
      Variable("seen", .range(0...3), storage: .ghost),
    ],
    predicates: [Predicate("seen follows", Global("seen") <= Global("a"))],
    contexts: [
      task("writer") {
        let i = Expression.local("i", .range(0...3))
        i <- Global("a")
        Global("b") <- i
        Global("seen") <- Global("b")
        Global("a") <- (Global("b") + 1) & 3
        While(i > 0) { i <- i - 1 }
        Global("a") <- Global("b")
      },
      task("reader") { Forever { Global("b") <- Global("a") } },
    ])

  static let negativeRanges = model(
    "negative ranges",
    [
      Variable("error", .errno), Variable("x", .range(-3...3), initial: [-2]),
      Variable("y", .range(-9 ... -4), initial: [-4]),
    ],
    predicates: [Predicate("x above y", Global("x") > Global("y"))],
    contexts: [
      task("errors") {
        Forever {
          If(Global("x") < 0) { Global("error") <- -133 }.Else {
            Global("error") <- .unary(.negate, Global("x"))
          }
          Global("x") <- .conditional(Global("x") == 3, -3, Global("x") + 1)
        }
      },
      task("lower") {
        Forever {
          Atomic("lower") {
            Global("y") <- .conditional(Global("y") < -6, (Global("x") & ~1) - 5, Global("y") - 1)
          }
        }
      },
    ])

  /// Ranges beyond an `int` on both sides, whole 32 bits, and bounds near the ends of 64 bits.
  static let wideValues = model(
    "wide values",
    [
      Variable("address", .range(0xffff_8000...(0xffff_8000 + 0xffff_fffe)), initial: [0xffff_8000]),
      Variable("high", .range((Int.max - 5)...Int.max), count: 2, initial: [Int.max - 5, Int.max]),
      Variable("low", .range(Int.min...(Int.min + 3)), initial: [Int.min]),
      Variable("word", .range(0...0xffff_ffff)), Variable("crashes", .range(0...1)),
    ],
    predicates: [
      Predicate("address even", (Global("address") & 1) == 0),
      Predicate("high order", PerCPU("high")[0] < PerCPU("high")[1]),
    ],
    contexts: [
      task("mover") {
        let copy = Expression.local("copy", .range(0...0xffff_ffff))
        Forever {
          copy <- Global("word")
          Global("word") <- .unary(.truncate(bits: 32, signed: false), copy + 0x7fff_ffff)
          If(Global("word") == 0x7fff_fffd) { Break() }
          If(Global("word") == 0xffff_fff8) { Global("word") <- 0 }
        }
      },
      // Atomic, because no temporary can hold zero and such a value too.
      task("ends") {
        Atomic("up") { PerCPU("high")[Global("low") & 1] <- PerCPU("high")[0] + 1 }
        Atomic("low") { Global("low") <- .constant(Int.min) + (Global("word") & 3) }
        Atomic("address") { Global("address") <- .constant(0xffff_8000 + 0xffff_fffe) }
        Atomic("wrap") { PerCPU("high")[1] <- Global("low") - 1 - (Global("low") & 1) }
      },
    ])

  static let truncations = model(
    "truncations", [Variable("x", .range(-200...200), initial: [100]), Variable("wide", .range(0...0xffff))],
    predicates: [8, 16, 31, 32, 33, 63, 64].flatMap { bits in
      [true, false].map { signed in
        Predicate(
          "\(signed ? "s" : "u")\(bits)",
          .unary(.truncate(bits: bits, signed: signed), Global("x") << 25 - Global("wide")) > 77)
      }
    },
    contexts: [
      task("truncate") {
        Forever {
          Global("x") <- .unary(.truncate(bits: 8, signed: true), Global("x") + 57)
          Global("wide") <- .unary(.truncate(bits: 16, signed: false), Global("x") - Global("wide"))
          Global("wide") <- .unary(.truncate(bits: 4, signed: false), Global("wide"))
        }
      }
    ])

  static let shiftsAndBits = model(
    "shifts and bits",
    [Variable("mask", .range(0...15)), Variable("by", .range(-70...70)), Variable("n", .range(-1...64))],
    predicates: [
      Predicate("left", Global("mask") << Global("by") > 8),
      Predicate("right", (Global("by") >> Global("by")) < 0),
      Predicate("weight", .unary(.bitCount, Global("by")) > 8),
    ],
    contexts: [
      task("bits") {
        Forever {
          Global("mask") <- (Global("mask") + 3) & 15
          Atomic("first and weight") {
            Global("n") <- .unary(.lowestBit, Global("mask"))
            Global("n") <- .binary(.multiply, Global("n"), 2) & 15
            Global("by")
              <- .conditional(Global("by") > 60, -70, Global("by") + .unary(.bitCount, Global("mask")))
          }
          Global("n") <- .unary(.bitCount, .unary(.complement, Global("mask")))
          Global("mask") <- (.binary(.bitXor, 15, Global("mask")) >> (Global("mask") & 3)) & 15
        }
      }
    ])

  /// Ranges left, indices and divisors out of bounds: in guards, effects and predicates, behind `&&` and
  /// elsewhere.
  static let modelErrors = model(
    "model errors", [Variable("x", .range(0...5)), Variable("array", .range(0...2), count: 3)],
    predicates: [
      Predicate("element", PerCPU("array")[Global("x")] == 0),
      Predicate("guarded", Global("x") > 2 || PerCPU("array")[Global("x")] == 0),
      Predicate("quotient", .binary(.divide, 6, Global("x")) == 3),
    ],
    contexts: [
      Context(
        "system", kind: .agent,
        body: [
          Statement(
            Forever {
              Choose {
                Option("count") { Atomic { Global("x") <- Global("x") + 1 } }
                Option("store") { Atomic { PerCPU("array")[Global("x")] <- 1 } }
                Option("guard", when: PerCPU("array")[Global("x") + 1] == 1) { Atomic { Global("x") <- 0 } }
                Option("safe", when: Global("x") < 2 && PerCPU("array")[Global("x") + 1] == 1) {
                  Global("x") <- 0
                }
                Option("event") { Atomic { Event("value", PerCPU("array")[Global("x")]) } }
                Option("divide", when: Global("x") != 4) {
                  Atomic {
                    Require("odd", .binary(.remainder, 5, .binary(.subtract, Global("x"), 3)) != 1)
                    PerCPU("array")[0] <- 2
                  }
                }
              }
            })
        ])
    ])

  /// A local loop without an end, and one with an end near the limit.
  static let endlessLoop = model(
    "endless loop", [Variable("x", .range(0...3)), Variable("n", .range(0...20_000), storage: .ghost)],
    contexts: [
      task("spinner") {
        Global("x") <- 1
        Atomic("count") {
          While(Global("n") < 4_000) { Global("n") <- Global("n") + 1 }
          Global("n") <- 0
        }
        If(Global("x") == 2) { While(1) {} }
        Global("x") <- 3
      },
      task("other") { Global("x") <- 2 },
    ])

  static let waiting = model(
    "waiting", [Variable("lock", .range(0...2)), Variable("other", .range(0...2))],
    predicates: [Predicate("free", Global("lock") == 0)],
    contexts: [("a", "lock", "other"), ("b", "other", "lock")].map { name, first, second in
      task(name) {
        Forever {
          Atomic("lock \(first)", when: Global(first) == 0) { Global(first) <- 1 }
          Wait(Global(second) == 0)
          Atomic("lock \(second)", when: Global(second) == 0) { Global(second) <- 2 }
          Global(second) <- 0
          Global(first) <- 0
        }
      }
    })

  /// Names that mean something to Promela, C or pan.c, that collide once they are cleaned, or hold what
  /// breaks strings.
  static let strangeNames = model(
    "strange */ names /* \\",
    [
      Variable("do", .bool), Variable("linux", .bool), Variable("errno", .range(0...2)), Variable("N", .bool),
      Variable("a.b", .bool), Variable("a_b", .bool), Variable("_pid", .bool), Variable("7up", .bool),
      Variable("größe", .bool), Variable("x[2]", .bool), Variable("now", .bool), Variable("__", .bool),
    ],
    procedures: [Procedure("quote\"d", source: "a*/b.c") { Global("a.b") <- Global("a_b") == 0 }],
    predicates: [
      Predicate("100% \"quoted\" {brace} 'x' \\ ;", !Global("do")), Predicate("größe", Global("größe")),
    ],
    contexts: [
      task("if") {
        Forever {
          Global("do") <- !Global("do")
          Global("errno") <- .conditional(Global("errno") == 2, 0, Global("errno") + 1)
          Do("quote\"d")
        }
      },
      task("od") {
        for name in ["linux", "N", "_pid", "7up", "größe", "x[2]", "now", "__"] { Global(name) <- 1 }
        Global("a_b") <- Global("a.b")
      },
    ])

  static let divisions = model(
    "divisions",
    [
      Variable("x", .range(-4...4)), Variable("y", .range(-2...2), initial: [1]),
      Variable("q", .range(-9...9)),
    ],
    contexts: [
      task("divide") {
        Forever {
          Global("q") <- .binary(.divide, Global("x"), Global("y"))
          Global("q") <- .binary(.remainder, Global("x"), .conditional(Global("y") == 0, 3, Global("y")))
          Global("x") <- .conditional(Global("x") == 4, -4, Global("x") + 1)
        }
      },
      task("divisor") { Forever { Global("y") <- .conditional(Global("y") == 2, -2, Global("y") + 1) } },
    ])
}
