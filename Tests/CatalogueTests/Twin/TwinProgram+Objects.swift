/// Pieces around objects of file scope that are made for them: tables of functions, per-CPU variables, locks,
/// arrays of arrays.
extension TwinProgram {
  /// The names of what `makeObjects` declares.
  struct Objects {
    var table = ""
    var signature = (parameter: "", result: "")
    var counter = ""
    var lock = ""
    var grid = ""
  }

  mutating func makeObjects() {
    let (parameter, result) = (random.pick(TwinScalar.narrow), random.pick(TwinScalar.narrow))
    let names = (0..<2).map { _ in globalName("run") }
    for name in names {
      var scope = TwinScope()
      scope.hidden = Set(arrays.map(\.name))
      scope.lvalues = [.init(text: "a", type: parameter, root: "a")]
      let value = expression(2, scope)
      items.append("static \(result.name) \(name)(\(parameter.name) a)\n{\n\treturn \(value);\n}")
    }
    let operations = "struct \(globalName("ops"))"
    made.table = globalName("table")
    made.signature = (parameter.name, result.name)
    items.append("\(operations) {\n\t\(result.name) (*run)(\(parameter.name) a);\n};")
    let list = names.map { "{ .run = \($0) }" }.joined(separator: ", ")
    items.append("static const \(operations) \(made.table)[2] = { \(list) };")
    made.counter = globalName("cpu")
    // In two halves, so that no rule takes this file for the kernel's.
    items.append("static DEFINE_PER" + "_CPU(\(random.pick(TwinScalar.narrow).name), \(made.counter));")
    made.lock = globalName("lock")
    items.append("static DEFINE_MUTEX(\(made.lock));")
    made.grid = globalName("grid")
    let type = random.pick(TwinScalar.narrow)
    let initial = random.chance(50) ? " = { { \(constant()), \(constant()) }, { [1] = \(constant()) } }" : ""
    items.append("static \(type.name) \(made.grid)[2][3]\(initial);")
    for (row, column) in [(0, 0), (0, 2), (1, 0), (1, 1), (1, 2)] {
      globals.lvalues.append(
        .init(
          text: "\(made.grid)[\(row)][\(column)]", type: type, root: made.grid, isAddressable: false))
    }
  }

  mutating func objectPattern(_ scope: TwinScope) -> [String] {
    guard let target = targets(scope).randomElement(using: &random) else { return [] }
    let value = expression(1, scope, isAnyWidth: false)
    switch random.below(9) {
    case 0:
      return ["\t\(target.text) = \(made.table)[(\(expression(1, scope))) & 1].run(\(value));"]
    case 1:
      let pointer = name("fp")
      return [
        """
        \t{
        \t\(made.signature.result) (*\(pointer))(\(made.signature.parameter) a) = NULL;
        \tif (\(condition(scope)))
        \t\t\(pointer) = \(made.table)[1].run;
        \tif (\(pointer))
        \t\t\(target.text) = \(pointer)(\(value));
        \t}
        """
      ]
    case 2:
      return [
        "\tthis_cpu_write(\(made.counter), \(value));",
        "\tthis_cpu_\(random.pick(["add", "sub"]))(\(made.counter), \(expression(1, scope, isAnyWidth: false)));",
        "\t\(target.text) = this_cpu_read(\(made.counter));",
      ]
    case 3:
      return [
        "\t\(random.pick(["this_cpu_inc", "this_cpu_dec"]))(\(made.counter));",
        "\t\(target.text) = per_cpu(\(made.counter), 0) + *this_cpu_ptr(&\(made.counter));",
      ]
    case 4:
      let leave = random.chance(50) ? "\tif (\(condition(scope)))\n\t\tbreak;\n" : ""
      return [
        """
        \tdo {
        \tguard(mutex)(&\(made.lock));
        \(leave)\t\(target.text) = \(value);
        \t} while (0);
        """
      ]
    case 5:
      let (row, column) = (expression(1, scope), expression(1, scope))
      guard !scope.frozen.contains(made.grid) else { return [] }
      return [
        "\t\(made.grid)[(\(row)) & 1][(\(column)) & 1] = \(value);",
        "\t\(target.text) = \(made.grid)[(\(column)) & 1][(\(row)) & 1];",
      ]
    case 6:
      // Neither word may be applied to a bit-field.
      let text = name("t")
      let line = "\ttypeof((\(value)) + 0) \(text) = \(value);"
      return ["\t{\n\(line)\n\t\(target.text) = \(text) + 1;\n\t}"]
    case 7:
      let text = name("t")
      let line = "\t__auto_type \(text) = (\(value)) + 0;"
      return ["\t{\n\(line)\n\t\(text) += 100;\n\t\(target.text) = \(text);\n\t}"]
    default:
      let places = arrays.map(\.name) + [made.grid] + objects.map { $0.isArray ? $0.name : "&\($0.name)" }
      let place = random.pick(places)
      guard !scope.frozen.contains(place.filter { $0 != "&" }) else { return [] }
      return ["\tmemset(\(place), 0, sizeof(\(place.filter { $0 != "&" })));"]
    }
  }

  /// A loop that is entered in the middle, and an index with an effect.
  mutating func jumpIn(_ scope: TwinScope) -> [String] {
    guard let target = targets(scope).randomElement(using: &random), scope.turns <= 4 else { return [] }
    let (label, counter) = (name("in"), name("i"))
    let turns = 1 + random.below(3)
    guard random.chance(50), let array = arrays.first, !scope.frozen.contains(array.name) else {
      return [
        """
        \t{
        \tint \(counter) = 0;
        \tif (\(condition(scope)))
        \t\tgoto \(label);
        \twhile (\(counter) < \(turns)) {
        \t\t\(target.text) += \(expression(1, scope));
        \(label):
        \t\t\(target.text)++;
        \t\t\(counter)++;
        \t}
        \t}
        """
      ]
    }
    return [
      """
      \t{
      \tint \(counter) = 0;
      \t\(array.name)[\(counter)++] = \(expression(1, scope));
      \t\(array.name)[\(counter)--] += \(expression(1, scope));
      \t\(target.text) = \(array.name)[++\(counter)];
      \t}
      """
    ]
  }
}
