import Benchmark
import PeerModel
import Program
import StateSpace

/// States per second and peak memory of the peers' model, whose whole space is searched in each iteration.
let benchmarks: @Sendable () -> Void = {
  let speed = BenchmarkMetric.custom("States per second", polarity: .prefersLarger, useScalingFactor: false)
  let bytes = BenchmarkMetric.custom(
    "Bytes of storage per state", polarity: .prefersSmaller, useScalingFactor: false)
  for (cpus, states) in [(3, 29_996), (4, 541_880)] {
    Benchmark(
      "peers, \(cpus) CPUs",
      configuration: .init(
        metrics: [speed, bytes, .wallClock, .cpuTotal, .peakMemoryResident], maxDuration: .seconds(10),
        maxIterations: 20)
    ) { benchmark in
      let model = try CompiledModel(peerModel(cpus: cpus))
      let clock = ContinuousClock()
      let begin = clock.now
      benchmark.startMeasurement()
      let result = try search(model, for: [.always(predicate: 0)])
      benchmark.stopMeasurement()
      let seconds =
        Double((clock.now - begin).components.attoseconds) / 1e18
        + Double((clock.now - begin).components.seconds)
      precondition(result.states == states, "the count is wrong, so the time means nothing")
      benchmark.measurement(speed, Int(Double(states) / seconds))
      benchmark.measurement(bytes, result.peakBytes / states)
    }
  }
}
