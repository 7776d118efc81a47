import KernelC
import KernelTreeSupport
import StateSpace
import Testing

@testable import Catalogue

/// The programs of hyperv-input-page read from C agree with those written by hand.
@Suite struct TreeTests {
  /// Each variant as edits of the tree: what the merged patch (9636be85cc5b) and its near misses come to.
  static let variants: [(name: String, edits: @Sendable (inout TreeSource) throws -> Void)] = [
    ("v2", { _ in }),
    ("v1", { try $0.moveBehindKVM() }),
    ("keep-only", { try $0.registerInDynamicSlot() }),
  ]

  static let freeingVariants: [(name: String, edits: @Sendable (inout TreeSource) throws -> Void)] = [
    ("move-only", { try $0.freePageInDie() }),
    (
      "before",
      {
        try $0.freePageInDie()
        try $0.registerInDynamicSlot()
      }
    ),
  ]

  /// Our own C, which takes the same steps as the hand-written layer: the state spaces are the same.
  @Test(arguments: variants.indices)
  func sameStepsMakeTheSameStates(index: Int) throws {
    let (name, edits) = Self.variants[index]
    var source = try TreeSource.ours()
    try edits(&source)
    let (read, written) = (try source.results(), try handWritten(name))
    #expect(read.map(\.verdict) == written.map(\.verdict))
    #expect(read[0].states == written[0].states)
    #expect(read[0].transitions == written[0].transitions)
    #expect(read[0].depth == written[0].depth)
    #expect(read[0].reading?.isComplete == true)
  }

  /// Where the page is freed the C looks for a page before it allocates one, which the oldest kernel did not.
  @Test(arguments: freeingVariants.indices)
  func freeingVariantsHaveTheSameVerdicts(index: Int) throws {
    let (name, edits) = Self.freeingVariants[index]
    var source = try TreeSource.ours()
    try edits(&source)
    #expect(try source.results().map(\.verdict) == handWritten(name).map(\.verdict))
  }

  /// 6.1: neither interrupts nor messages go through the page, so that it may be freed when the CPU goes. All
  /// cells were inconclusive, since the buffer is none of the pages that the model knows.
  @Test func buffersOfTheirOwnNeedNoPage() throws {
    var source = try TreeSource.ours()
    try source.freePageInDie()
    try source.registerInDynamicSlot()
    try source.retargetThroughOwnBuffer()
    var tree = try source.tree()
    let messages = "int hv_post_message(void)\n{\n\treturn 0;\n}\n"
    tree.files["drivers/hv/hv.c"] = try CFile(parsing: messages, path: "drivers/hv/hv.c")
    let subject = try #require(Case.hypervInputPage.reading(tree))
    let results = try check(
      subject, subject.variants[0], Settings(cpus: 2, faults: 0, parameters: ["kthreads": "prev-cpu"]),
      options: SearchOptions())
    for result in results { #expect(result.verdict == .holds, "\(result.cell): \(result.reason)") }
  }

  @Test func underAFaultTheSameCellIsViolated() throws {
    let (read, written) = (try TreeSource.ours().results(faults: 1), try handWritten("v2", faults: 1))
    #expect(read.map(\.verdict) == written.map(\.verdict))
    #expect(read[0].states == written[0].states)
  }

  /// A tree whose core is another than the model's decides nothing, and says why.
  @Test func anotherCoreIsInconclusive() throws {
    var source = try TreeSource.ours()
    let text = "int _cpu_up(unsigned int cpu, int tasks_frozen, enum cpuhp_state target)\n{\n\treturn 0;\n}\n"
    source.core = ["kernel/cpu.c": try CFile(parsing: text, path: "kernel/cpu.c")]
    for result in try source.results() {
      #expect(result.verdict == .inconclusive)
      #expect(result.reason.contains("_cpu_up (kernel/cpu.c) is changed"))
      #expect(result.reason.contains("takedown_cpu (kernel/cpu.c) is absent"))
      #expect(!result.reason.contains("hv_common_cpu_init"), "its body was read from this very tree")
    }
  }

  /// Every procedure that stands for a kernel function is pinned, but for those that have no function of
  /// their own in the kernel.
  @Test func handWrittenFunctionsArePinned() throws {
    let subject = Case.hypervInputPage
    let settings = Settings(cpus: 2, faults: 0, parameters: ["kthreads": "prev-cpu"])
    let model = try subject.build(try #require(subject.variant("v2")), settings).model
    let names = Set(
      model.procedures.filter { !$0.source.isEmpty }.map { String($0.name.prefix { $0 != "(" }) })
    #expect(names.filter { PinnedFunction.named($0) == nil }.sorted() == ["take_cpu_down_of"])
  }

  /// The kernel's own files. Verdicts are those of the hand-written variants; the counts differ by the steps
  /// that docs/kernel-c.md lists, and are held as goldens.
  @Test(
    .enabled(if: KernelSource.linux6dot12.isWanted, "\(KernelSource.absence)"),
    arguments: (variants + freeingVariants).indices)
  func linux6dot12(index: Int) throws {
    var source = try TreeSource(kernel: .linux6dot12)
    let (name, edits) = (Self.variants + Self.freeingVariants)[index]
    try edits(&source)
    let read = try source.results()
    #expect(read.map(\.verdict) == (try handWritten(name)).map(\.verdict))
    #expect(read[0].states == Self.states[name])
    if name == "v2" {
      #expect(read[0].transitions == 433_272)
      #expect(read[0].depth == 181)
    }
    #expect(read[0].reading?.opaquePieces == [])
  }

  /// The steps by which Linux 6.12's functions go beyond the hand-written ones (docs/kernel-c.md): our C with
  /// them has exactly its states, so nothing else differs.
  @Test func whatLinuxDoesBeyondTheModelIsKnown() throws {
    var source = try TreeSource.ours()
    try source.askForInterruptsBeforeAllocating()
    try source.touchThePageTwice()
    try source.targetWhatIsOnline()
    let results = try source.results()
    #expect(results.map(\.verdict) == (try handWritten("v2")).map(\.verdict))
    #expect(results[0].states == Self.states["v2"])
    #expect(results[0].transitions == 433_272)
    #expect(results[0].depth == 181)
  }

  static let states = [
    "v2": 158_382, "v1": 158_382, "keep-only": 141_921, "move-only": 136_883, "before": 68_009,
  ]
}
