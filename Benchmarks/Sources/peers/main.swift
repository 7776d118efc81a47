import PeerModel
import Program
import StateSpace

/// `peers CPUS [JOBS]`: the whole space of the peers' model once. What it costs is measured from outside, by
/// Scripts/peers.
let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
guard arguments.count == CommandLine.arguments.count - 1, (1...2).contains(arguments.count),
  (2...7).contains(arguments[0])
else { fatalError("usage: peers CPUS [JOBS], with 2 to 7 CPUs") }
var options = SearchOptions()
if arguments.count == 2 { options.jobs = arguments[1] }
let result = try search(
  CompiledModel(peerModel(cpus: arguments[0])), for: [.always(predicate: 0)], options: options)
print(result.states, result.transitions, result.answers[0].verdict)
