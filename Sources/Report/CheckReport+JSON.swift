import Catalogue

extension CheckReport {
  /// The report as `bringup.check/1`.
  public var json: String {
    var results: [JSON] = []
    for row in sections.flatMap(\.rows) {
      results += row.results.map { $0.json(seconds: row.seconds) }
    }
    // What a variant was read from is told once, and not with each of its cells.
    let readings = sections.flatMap(\.rows).compactMap { row in
      ReadingSummary(row.results).map { summary in
        JSON.object([
          "case": .string(row.results[0].caseName), "variant": .string(row.results[0].variant),
          "reading": summary.json,
        ])
      }
    }
    return JSON.object([
      "schema": .string("bringup.check/1"), "results": .array(results), "readings": .array(readings),
    ]).text
  }
}

extension CheckResult {
  /// - Parameter seconds: of the one search that decided all cells of the variant.
  fileprivate func json(seconds: Double?) -> JSON {
    .object([
      "case": .string(caseName),
      "variant": .string(variant),
      "cell": .string(cell),
      "verdict": .string(verdict.rawValue),
      "claim": .string(claim),
      "reason": .string(reason),
      "ladder": .string(ladder),
      "recorded": recorded.map { .string($0.rawValue) } ?? .null,
      "parameters": .object(parameters.mapValues(JSON.string)),
      "environment": .string(environment),
      "cpus": .number(cpus),
      "faults": .number(faults),
      "states": .number(states),
      "transitions": .number(transitions),
      "depth": .number(depth),
      "seconds": seconds.map { .decimal(($0 * 1000).rounded() / 1000) } ?? .null,
      "trace": .array(trace.steps.map(\.json)),
    ])
  }
}

extension Trace.Step {
  fileprivate var json: JSON {
    .object([
      "index": .number(index),
      "cpu": cpu.map(JSON.number) ?? .null,
      "context": .string(context),
      "function": .string(function),
      "source": .string(source),
      "text": .string(text),
      "isDeciding": .bool(isDeciding),
      "findings": .array(findings.map(JSON.string)),
      "opaqueCalls": .array(opaqueCalls.map(JSON.number)),
      "changes": .array(
        changes.map {
          .object([
            "name": .string($0.name), "before": .string($0.before), "after": .string($0.after),
          ])
        }),
    ])
  }
}
