/// A random C program that is sequential, ends, and does nothing that C leaves undefined or open, apart from
/// signed numbers that wrap around (as with -fwrapv).
///
/// It is made of pieces that are right by themselves rather than checked afterwards: shifts are masked,
/// divisors positive, indices in bounds, loops counted, and of the operands of one expression at most one has
/// an effect, on an object that the others do not name (X. Yang et al., Finding and Understanding Bugs in C
/// Compilers, PLDI 2011, has more freedom and needs analyses for it).
struct TwinProgram {
  let seed: Int
  /// What all names of file scope begin with, so that many programs fit into one file.
  let prefix: String
  var random: TwinRandom
  /// Items of the file, in order.
  var items: [String] = []
  var globals = TwinScope()
  var functions: [Function] = []
  /// Functions that look at their parameters alone: they may be called anywhere in an expression.
  var pureFunctions: [(name: String, parameters: Int)] = []
  var macros: [(name: String, parameters: Int)] = []
  var enumerators: [String] = []
  var records: [Record] = []
  var observations = 0
  /// How many values the wide objects can hold so far, by root.
  var sizes: [String: Int] = [:]
  var nextName = 0
  var arrays: [(name: String, type: TwinScalar, count: Int)] = []
  var objects: [(name: String, record: Record, isArray: Bool)] = []
  /// A function that stores into objects in a branch that is not taken, though only running it shows that.
  var mixer = ""
  var made = Objects()

  struct Function {
    var name: String
    var parameters: [TwinScalar]
    var result: TwinScalar
  }

  /// A struct with the scalars in it, by the path to each.
  struct Record {
    var name: String
    var members: [(path: String, type: TwinScalar, isBitField: Bool, isElement: Bool)]
    var isPlain: Bool
  }

  init(seed: Int, prefix: String? = nil) {
    self.seed = seed
    self.prefix = prefix ?? "p\(seed)_"
    random = TwinRandom(seed: seed)
    makeEnumerators()
    makeRecords()
    makeMacros()
    makeGlobals()
    makePureFunctions()
    makeObjects()
    let count = 1 + random.below(3)
    for _ in 0..<count { makeFunction() }
    makeMain()
  }

  mutating func name(_ kind: String) -> String {
    nextName += 1
    return "\(kind)\(nextName)"
  }

  mutating func globalName(_ kind: String) -> String { prefix + name(kind) }

  /// The C text with `OBSERVE(n, expression);` at the places that are looked at.
  var text: String { items.joined(separator: "\n\n") + "\n" }
  var mainName: String { "\(prefix)main" }

  /// The text as a case: what gcc's program has seen at each place has to be so.
  ///
  /// - Parameter denied: the observation that is turned round, so that its cell has to be violated.
  func caseText(_ values: [Int: String], denied: Int?) -> String {
    var lines: [String] = []
    var refused: String?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("\tOBSERVE("), let comma = line.firstIndex(of: ","),
        let number = Int(line[line.index(line.startIndex, offsetBy: 9)..<comma])
      else {
        lines.append(String(line))
        continue
      }
      let expression = line[line.index(comma, offsetBy: 2)...].dropLast(2)
      let value = values[number] ?? "0 /* never seen */"
      lines.append("\tBRINGUP_REQUIRE(Seen\(number), (\(expression)) == \(value));")
      if number == denied { refused = "\tBRINGUP_REQUIRE(Denied, (\(expression)) != \(value));" }
      if let text = refused, number == denied {
        lines.append(text)
        refused = nil
      }
    }
    return """
      #include "bringup.h"

      BRINGUP_NO_HOTPLUG();

      static int \(prefix)done;

      \(lines.joined(separator: "\n"))
      BRINGUP_TASK(runs)
      {
      \t\(mainName)();
      \t\(prefix)done = 1;
      }

      BRINGUP_SOMETIMES(End, \(prefix)done);

      """
  }

  // MARK: Declarations

  private mutating func makeEnumerators() {
    let name = globalName("E")
    var list: [String] = []
    var text: [String] = []
    let isSigned = random.chance(50)
    for _ in 0..<(2 + random.below(3)) {
      let enumerator = globalName("C")
      list.append(enumerator)
      switch random.below(4) {
      case 0: text.append(enumerator)
      case 1: text.append("\(enumerator) = \(random.below(300))")
      case 2 where isSigned: text.append("\(enumerator) = -\(1 + random.below(9))")
      default: text.append("\(enumerator) = 1 << \(random.below(20))")
      }
    }
    items.append("enum \(name) { \(text.joined(separator: ", ")) };")
    enumerators = list
    enumerationName = "enum \(name)"
  }
  var enumerationName = ""

  /// The macros use what they are given once or twice; what they are given has no effect.
  private mutating func makeMacros() {
    let bodies = [
      "((a) + (b) * 2)", "((a) > (b) ? (a) : (b))", "((a) ^ \(constant()))", "((a) | (b))", "(!(a) - !!(b))",
    ]
    for _ in 0..<2 {
      let name = prefix + "M\(macros.count)"
      items.append("#define \(name)(a, b) \(random.pick(bodies))")
      macros.append((name, 2))
    }
    let name = prefix + "K"
    items.append("#define \(name) \(constant())")
    enumerators.append(name)
    items.append("#define \(prefix)SET")
    let chosen = prefix + "IF"
    let tests = [
      "#ifdef \(prefix)SET", "#ifndef \(prefix)SET",
      "#if defined(\(prefix)SET) && \(random.below(2)) + 1 > 1",
      "#if \(random.below(2))", "#if \(random.below(5)) - 2 < 1u",
    ]
    items.append(
      """
      \(random.pick(tests))
      #define \(chosen) \(constant())
      #else
      #define \(chosen) \(constant())
      #endif
      """)
    enumerators.append(chosen)
  }

  private mutating func makePureFunctions() {
    for _ in 0..<2 {
      let name = globalName("pure")
      let types = [random.pick(TwinScalar.narrow), random.pick(TwinScalar.narrow)]
      let result = random.pick(TwinScalar.narrow)
      var scope = TwinScope()
      // A callee and the rest of an expression are in no order, so it reads nothing that those may change.
      scope.hidden = Set(arrays.map(\.name))
      scope.lvalues = [
        .init(text: "a", type: types[0], root: "a"), .init(text: "b", type: types[1], root: "b"),
      ]
      let condition = expression(1, scope)
      let (first, second) = (expression(2, scope), expression(2, scope))
      items.append(
        """
        static \(result.name) \(name)(\(types[0].name) a, \(types[1].name) b)
        {
        \tif (\(condition))
        \t\treturn \(first);
        \treturn \(second);
        }
        """)
      pureFunctions.append((name, 2))
    }
  }

  private mutating func makeFunction() {
    let name = globalName("f")
    var scope = globals
    let parameters = (0..<(1 + random.below(3))).map { _ in
      random.pick(random.chance(80) ? TwinScalar.narrow : TwinScalar.wide)
    }
    for (index, type) in parameters.enumerated() {
      let text = "a\(index)"
      // The values of a wide parameter are its callers' business.
      scope.lvalues.append(.init(text: text, type: type, root: text, level: 0))
      if type.isWide { scope.frozen.insert(text) }
    }
    let result = random.pick(TwinScalar.narrow)
    scope.callable = functions.count
    let list = zip(parameters, 0...).map { "\($0.name) a\($1)" }.joined(separator: ", ")
    let inner = statements(2 + random.below(3), depth: 2, &scope)
    items.append(
      """
      static \(result.name) \(name)(\(list))
      {
      \(inner.joined(separator: "\n"))
      \treturn \(expression(2, scope));
      }
      """)
    functions.append(.init(name: name, parameters: parameters, result: result))
  }

  private mutating func makeMain() {
    var scope = globals
    scope.isOnce = true
    scope.callable = functions.count
    var lines = statements(6 + random.below(6), depth: 3, &scope)
    for lvalue in globals.lvalues { lines.append(observe(lvalue.text)) }
    for _ in 0..<3 { lines.append(observe(expression(3, scope, isAnyWidth: true))) }
    items.append("static void \(mainName)(void)\n{\n\(lines.joined(separator: "\n"))\n}")
  }

  mutating func observe(_ expression: String) -> String {
    observations += 1
    return "\tOBSERVE(\(observations), \(expression));"
  }
}
