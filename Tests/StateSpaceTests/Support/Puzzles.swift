import StateSpace

/// The 3 x 3 sliding puzzle: four bits a square, zero is the hole.
struct EightPuzzle: TransitionSystem {
  var wordCount: Int { 1 }
  var groups: [TransitionGroup] {
    ["up", "left", "right", "down"].map {
      TransitionGroup(name: $0, agency: .kernel, guards: 1, reads: 1, writes: 1)
    }
  }
  var predicateNames: [String] { [] }
  var findingNames: [String] { [] }
  var initialStates: [[UInt64]] { [[0x0_8765_4321]] }
  func makeExpander() -> Expander { Expander() }

  struct Expander: StateExpander {
    func predicates(of state: UnsafePointer<UInt64>) -> UInt64 { 0 }

    func expand(_ state: UnsafePointer<UInt64>, into successors: inout SuccessorBuffer) {
      let hole = (0..<9).first { state[0] >> UInt64($0 * 4) & 15 == 0 }!
      let neighbours = [hole - 3, hole % 3 > 0 ? hole - 1 : -1, hole % 3 < 2 ? hole + 1 : -1, hole + 3]
      for (group, square) in neighbours.enumerated() where (0..<9).contains(square) {
        let tile = state[0] >> UInt64(square * 4) & 15
        successors.append(copying: state, group: group)[0] ^=
          tile << UInt64(square * 4) | tile << UInt64(hole * 4)
      }
    }
  }
}

/// Wolf, goat and cabbage cross a river: bit 0 the farmer, then the three; 1 is the far bank.
struct RiverCrossing: TransitionSystem {
  var wordCount: Int { 1 }
  var groups: [TransitionGroup] {
    ["alone", "wolf", "goat", "cabbage"].map {
      TransitionGroup(name: $0, agency: .kernel, guards: 1, reads: 1, writes: 1)
    }
  }
  var predicateNames: [String] { ["all across", "nobody eaten"] }
  var findingNames: [String] { ["somebody eaten"] }
  var initialStates: [[UInt64]] { [[0]] }
  /// Whether the farmer forbids himself crossings after which somebody is eaten.
  var isCareful = true
  func makeExpander() -> Expander { Expander(isCareful: isCareful) }

  struct Expander: StateExpander {
    let isCareful: Bool

    private func isSafe(_ banks: UInt64) -> Bool {
      let far = (0..<4).map { banks >> UInt64($0) & 1 }
      return far[2] == far[0] || far[1] != far[2] && far[3] != far[2]
    }

    func predicates(of state: UnsafePointer<UInt64>) -> UInt64 {
      (state[0] == 15 ? 1 : 0) | (isSafe(state[0]) ? 2 : 0)
    }

    func expand(_ state: UnsafePointer<UInt64>, into successors: inout SuccessorBuffer) {
      for passenger in 0..<4 {
        if passenger > 0 && state[0] & 1 != state[0] >> UInt64(passenger) & 1 { continue }
        let next = state[0] ^ (passenger == 0 ? 1 : 1 | 1 << UInt64(passenger))
        if isCareful && !isSafe(next) { continue }
        successors.append(copying: state, group: passenger)[0] = next
        if !isSafe(next) { successors.report(finding: 0) }
      }
    }
  }
}

/// Jugs of three and five gallons, and four gallons are wanted: word 0 and word 1 are what they hold.
struct Jugs: TransitionSystem {
  var wordCount: Int { 2 }
  var groups: [TransitionGroup] {
    ["fill 3", "fill 5", "empty 3", "empty 5", "3 into 5", "5 into 3"].map {
      TransitionGroup(name: $0, agency: .environment, guards: 3, reads: 3, writes: 3)
    }
  }
  var predicateNames: [String] { ["four gallons"] }
  var findingNames: [String] { [] }
  var initialStates: [[UInt64]] { [[0, 0]] }
  func makeExpander() -> Expander { Expander() }

  struct Expander: StateExpander {
    func predicates(of state: UnsafePointer<UInt64>) -> UInt64 { state[1] == 4 ? 1 : 0 }

    func expand(_ state: UnsafePointer<UInt64>, into successors: inout SuccessorBuffer) {
      let (small, big) = (state[0], state[1])
      let intoBig = min(small, 5 - big)
      let intoSmall = min(big, 3 - small)
      let moves = [
        (3, big), (small, 5), (0, big), (small, 0), (small - intoBig, big + intoBig),
        (small + intoSmall, big - intoSmall),
      ]
      for (group, move) in moves.enumerated() {
        let copy = successors.append(copying: state, group: group)
        copy[0] = move.0
        copy[1] = move.1
      }
    }
  }
}
