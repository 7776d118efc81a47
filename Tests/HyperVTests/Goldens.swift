/// What the search finds for every variant of hyperv-input-page with 2 CPUs and no faults: exact counts, and
/// the length of the shortest counterexample to each cell that is violated.
///
/// Whoever changes the step rule or the models changes these numbers; the verdicts are not theirs to change,
/// they stand in `VerdictTests`. A test that fails prints the new line.
enum Goldens {
  struct Golden: Sendable, Equatable, CustomStringConvertible {
    var kthreads: String
    var variant: String
    var states: Int
    var transitions: Int
    var depth: Int
    /// Steps to InputPageLive.down, .first-online and .re-online; nil for a cell that holds.
    var down: Int?
    var firstOnline: Int?
    var reOnline: Int?

    init(
      _ kthreads: String, _ variant: String, _ states: Int, _ transitions: Int, _ depth: Int, _ down: Int?,
      _ firstOnline: Int?, _ reOnline: Int?
    ) {
      self.kthreads = kthreads
      self.variant = variant
      self.states = states
      self.transitions = transitions
      self.depth = depth
      self.down = down
      self.firstOnline = firstOnline
      self.reOnline = reOnline
    }

    /// As it stands in the table below.
    var description: String {
      let steps = [down, firstOnline, reOnline].map { $0.map(String.init) ?? "nil" }
      return "Golden(\"\(kthreads)\", \"\(variant)\", \(grouped(states)), \(grouped(transitions)), \(depth), "
        + steps.joined(separator: ", ") + "),"
    }

    private func grouped(_ number: Int) -> String {
      var digits = Array(String(number))
      for position in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert("_", at: position) }
      return String(digits)
    }
  }

  static let all: [Golden] = [
    Golden("prev-cpu", "before", 47_213, 139_205, 153, 50, 23, 105),
    Golden("prev-cpu", "move-only", 89_539, 261_329, 160, 65, nil, 105),
    Golden("prev-cpu", "keep-only", 89_775, 259_406, 227, nil, 23, nil),
    Golden("prev-cpu", "free-in-dead", 92_215, 268_319, 160, nil, nil, 104),
    Golden("prev-cpu", "prepare-dead", 98_122, 283_607, 158, nil, nil, nil),
    Golden("prev-cpu", "v1", 100_320, 290_501, 155, nil, nil, nil),
    Golden("prev-cpu", "v2", 100_320, 290_501, 155, nil, nil, nil),
    Golden("any", "before", 53_431, 160_650, 153, 50, 17, 102),
    Golden("any", "move-only", 102_871, 305_315, 160, 65, 17, 102),
    Golden("any", "keep-only", 96_209, 282_187, 224, nil, 17, nil),
    Golden("any", "free-in-dead", 105_979, 313_991, 160, nil, 17, 101),
    Golden("any", "prepare-dead", 112_534, 330_341, 158, nil, nil, nil),
    Golden("any", "v1", 114_085, 335_939, 155, nil, 17, nil),
    Golden("any", "v2", 114_085, 335_939, 155, nil, 17, nil),
  ]

  static func golden(_ variant: String, kthreads: String) -> Golden? {
    all.first { $0.variant == variant && $0.kthreads == kthreads }
  }
}
