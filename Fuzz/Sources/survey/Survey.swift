import Foundation
import KernelC

/// Reads C files and says how much of them was understood, why the rest was not, and how fast it went.
///
///     find linux -name '*.c' | swift run -c release survey [OPTION...]
///
/// `--config FILE` reads under a kernel's configuration, `--depth N` with another limit, `--examples N` shows
/// more of what was not understood, `--functions` and `--calls` list functions and what they call,
/// `--roundtrip` prints every function and reads it again.
@main
struct Survey {
  var files = 0
  var bytes = 0
  var whole = 0
  var partly = 0
  var items = 0
  var opaqueItems = 0
  var assumptions = 0
  var reasons: [String: Int] = [:]
  var examples: [String: [String]] = [:]
  var slowest: [(Double, Int, String)] = []
  var lost = 0

  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    let numberOfExamples = arguments.firstIndex(of: "--examples").flatMap { Int(arguments[$0 + 1]) } ?? 2
    var options = ParseOptions()
    if let index = arguments.firstIndex(of: "--config"),
      let data = FileManager.default.contents(atPath: arguments[index + 1])
    {
      options.configuration = ParseOptions.configuration(inDotConfig: data)
      options.isConfigurationWhole = true
    }
    if let index = arguments.firstIndex(of: "--depth") {
      options.limits.depth = Int(arguments[index + 1]) ?? options.limits.depth
    }
    var survey = Survey()
    let clock = ContinuousClock()
    var time = Duration.zero
    while let path = readLine() {
      guard let data = FileManager.default.contents(atPath: path) else { continue }
      let text = Array(data)
      var file: CFile?
      let duration = try clock.measure { file = try CFile(parsing: text, path: path, options: options) }
      guard let file else { continue }
      time += duration
      survey.add(file, text.count, duration / .seconds(1), numberOfExamples)
      if arguments.contains("--functions") { Self.list(file) }
      if arguments.contains("--print") {
        for function in file.functions { print(CPrinter.text(of: function)) }
      }
      if arguments.contains("--calls") { try Self.calls(text, file) }
      if arguments.contains("--roundtrip") { survey.roundTrip(file) }
    }
    survey.report(seconds: time / .seconds(1))
  }

  mutating func add(_ file: CFile, _ size: Int, _ seconds: Double, _ numberOfExamples: Int) {
    files += 1
    bytes += size
    assumptions += file.assumptions.count
    slowest.append((seconds, size, file.path))
    for function in file.functions {
      if function.opaque.isEmpty { whole += 1 } else { partly += 1 }
    }
    opaqueItems += file.opaque.count
    for opaque in file.opaqueNodes { count(opaque, numberOfExamples) }
    items += file.items.count
  }

  private mutating func count(_ opaque: COpaque, _ numberOfExamples: Int) {
    let kind = opaque.reason.kind
    reasons[kind, default: 0] += 1
    if examples[kind, default: []].count < numberOfExamples {
      let line = opaque.text.split(separator: "\n").first.map { String($0.prefix(100)) } ?? ""
      examples[kind, default: []].append("\(opaque.place): \(opaque.reason): \(line)")
    }
  }

  private static func list(_ file: CFile) {
    for function in file.functions {
      print(
        "\(function.name) \(function.opaque.count) \(function.digest.description.prefix(16)) \(function.place)"
      )
    }
  }

  /// The calls of each function with the file's own macros left alone, for a comparison with other parsers.
  private static func calls(_ text: [UInt8], _ file: CFile) throws {
    let kept = Set(file.macros.map(\.name)).union(["IS_ENABLED", "IS_BUILTIN", "IS_MODULE", "IS_REACHABLE"])
    let plain = try CFile(parsing: text, path: file.path, options: ParseOptions(keep: kept))
    for function in plain.functions where function.place.macro == nil {
      let outline = COutline.of(function.body)
      let names = outline.matches(of: #/\(call ([A-Za-z_][A-Za-z_0-9]*)/#).map { String($0.output.1) }
      print(
        "CALLS \(file.path) \(function.namePlace.line) \(function.name) \(names.sorted().joined(separator: " "))"
      )
    }
  }

  private mutating func roundTrip(_ file: CFile) {
    let types = Set(file.typedefs.map(\.name))
    for function in file.functions where function.opaque.isEmpty {
      let text = CPrinter.text(of: function)
      let options = ParseOptions(
        keep: ["IS_ENABLED", "IS_BUILTIN", "IS_MODULE", "IS_REACHABLE"], types: types)
      guard let again = try? CFile(parsing: text, path: file.path, options: options).functions.first,
        COutline.of(again) == COutline.of(function)
      else {
        lost += 1
        if lost <= 20 {
          print("printed differently: \(function.name) \(function.place)")
          let again = try? CFile(parsing: text, path: file.path, options: options)
          let found = again?.functions.first.map(COutline.of) ?? again?.items.map(COutline.of).joined() ?? ""
          let difference = zip(COutline.of(function), found).prefix { $0 == $1 }.count
          print("  was \(COutline.of(function).dropFirst(max(0, difference - 60)).prefix(160))")
          print("  is  \(found.dropFirst(max(0, difference - 60)).prefix(160))")
        }
        continue
      }
    }
  }

  func report(seconds: Double) {
    let megabytes = Double(bytes) / 1e6
    print(
      "\(files) files, \(bytes) bytes, \(String(format: "%.2f s, %.1f MB/s", seconds, megabytes / seconds))")
    print("functions: \(whole) whole, \(partly) partly; items: \(items), opaque \(opaqueItems)")
    print("assumptions: \(assumptions); printed differently: \(lost)")
    for (kind, count) in reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }).prefix(30) {
      print("\(count)  \(kind)")
      for example in examples[kind] ?? [] { print("       \(example)") }
    }
    for (seconds, size, path) in slowest.sorted(by: { $0.0 > $1.0 }).prefix(3) {
      print(String(format: "slowest: %.1f ms, %d bytes, ", seconds * 1000, size) + path)
    }
  }
}
