import KernelC
import KernelTreeSupport
import Testing

/// Coccinelle reads C with a parser that shares nothing with ours. Both must find the same calls at the same
/// places, calls through pointers, loops and definitions by macros included.
@Suite("Calls as Coccinelle finds them", .enabled(if: Coccinelle.isWanted, "\(Coccinelle.absence)"))
struct CoccinelleTests {
  struct Subject: Sendable, CustomTestStringConvertible {
    var kernel: KernelSource
    var file: String
    var names: [String]
    var testDescription: String { "\(kernel) \(file)" }
  }

  static let subjects = KernelSource.wanted.flatMap { kernel in
    KernelFunction.byFile(KernelFunction.all, in: kernel).map {
      Subject(kernel: kernel, file: $0.file, names: $0.names)
    }
  }

  /// Calls of a function that only one of the readers finds, and why.
  struct Difference: Sendable {
    var kernels: [KernelSource] = KernelSource.allCases
    var function: String
    /// Without their places, which change with every release.
    var onlyOurs: [String] = []
    var onlyTheirs: [String] = []
    var reason: String
  }

  /// All that the two readers don't agree on in the fifty functions: nothing.
  static let differences: [Difference] = []

  /// Calls of other functions in the same files that only we find.
  static let surplus: [Difference] = ["kvm_vcpu_pre_fault_memory", "kvm_vm_ioctl_set_mem_attributes"].map {
    Difference(
      kernels: [.linux6dot12], function: $0, onlyOurs: ["PAGE_ALIGNED", "PAGE_ALIGNED"],
      reason: "Coccinelle's own standard.h takes the name for an annotation and drops it")
  }

  @Test(
    "the fifty functions of the kernels",
    .enabled(if: !KernelSource.wanted.isEmpty, "\(KernelSource.absence)"),
    arguments: subjects)
  func kernels(subject: Subject) throws {
    let text = ReaderCalls.withoutJumpingAssembly(try subject.kernel.bytes(subject.file))
    let (ours, theirs) = (
      try ReaderCalls.calls(in: text, path: subject.file), try Coccinelle.calls(in: text)
    )
    var count = 0
    for name in subject.names {
      let first = try #require(ours[name], "our reader has no \(name)")
      let second = try #require(theirs[name], "Coccinelle has no \(name)")
      let known = Self.differences.filter { $0.function == name && $0.kernels.contains(subject.kernel) }
      let (added, missing) = (first.subtracting(second).sorted(), second.subtracting(first).sorted())
      #expect(
        added.map(\.callee).sorted() == known.flatMap(\.onlyOurs).sorted(), "\(name), only ours: \(added)")
      #expect(
        missing.map(\.callee).sorted() == known.flatMap(\.onlyTheirs).sorted(),
        "\(name), only Coccinelle's: \(missing)")
      count += first.count
    }
    #expect(count >= subject.names.count, "the functions of a file call more than this")
    // Of all other functions Coccinelle has more calls, those of branches that want a mixture of settings,
    // but none is missing that we have.
    for (name, first) in ours where !subject.names.contains(name) {
      guard let second = theirs[name] else { continue }
      let known = Self.surplus.filter { $0.function == name && $0.kernels.contains(subject.kernel) }
      let added = first.subtracting(second).sorted()
      #expect(
        added.map(\.callee).sorted() == known.flatMap(\.onlyOurs).sorted(), "\(name), only ours: \(added)")
    }
  }

  @Test("each of the functions is in the kernels that shall have it, and none is counted twice")
  func fiftyFunctions() {
    #expect(KernelFunction.enabling.count == 24)
    #expect(KernelFunction.all.count == 50)
    for kernel in KernelSource.allCases {
      let names = KernelFunction.all.compactMap { $0.name(in: kernel) }
      #expect(Set(names).count == names.count)
      #expect(names.count == (kernel == .linux6dot1 ? 45 : 50))
    }
    let isAbsent = { (file: String) in
      KernelFunction.all.allSatisfy { $0.file != file || $0.name(in: .linux6dot1) == nil }
    }
    for function in KernelFunction.all where KernelSource.wanted.contains(.linux6dot1) {
      #expect(isAbsent(function.file) != KernelSource.linux6dot1.has(function.file), "\(function.file)")
    }
  }

  /// One of each form, with a `goto` out of assembly.
  private static let sample = """
    #define twice(x) both(x, x)
    static int start(struct ops *ops, int cpu)
    {
    \tDEFINE_THING(name, init(1));
    \tint x = a(b(c(1)), sizeof(d(2)));
    #ifdef CONFIG_A
    \tx = ops->first(1);
    #else
    \tx = ops->table[1](), (*ops->second)(3);
    #endif
    \tasm goto("1: jump (%l[out]\\n" : : "r"(e(x)) : : out);
    \ttwice(5);
    \tstatic_call(some_name)(cpu);
    \tfor_each_online_cpu(cpu)
    \t\tif (up(cpu))
    \t\t\tx++;
    \tguard(mutex)(&lock);
    \tif (likely(IS_ENABLED(CONFIG_B)) && !unlikely(f()))
    \t\tWARN_ON_ONCE(1);
    \tp = container_of(g(), struct record, member);
    \tx = ({ h(); });
    \tdo { i(); } while (j(1));
    out:
    \treturn table[k()].run(cpu) ? l(1) : x;
    }
    """
  private static let callees = [
    "DEFINE_THING", "init", "a", "b", "c", "d", "ops->first", "ops->table[1]", "*ops->second", "twice",
    "static_call", "static_call(some_name)", "for_each_online_cpu", "up", "guard", "guard(mutex)", "likely",
    "IS_ENABLED", "unlikely", "f", "WARN_ON_ONCE", "container_of", "g", "h", "i", "j", "table[k()].run", "k",
    "l",
  ]

  @Test("both readers find every form of call") func everyForm() throws {
    let text = ReaderCalls.withoutJumpingAssembly(Array(Self.sample.utf8))
    let ours = try ReaderCalls.calls(in: text, path: "sample.c")["start"]
    #expect(ours.map { $0.map(\.callee).sorted() } == Self.callees.sorted())
    #expect(try Coccinelle.calls(in: text)["start"] == ours)
  }

  @Test("another callee, another place and one call less are differences") func faults() throws {
    let theirs = try Coccinelle.calls(in: ReaderCalls.withoutJumpingAssembly(Array(Self.sample.utf8)))
    for (old, new) in [("f()", "z()"), ("f()", " f()"), ("k()", "k")] {
      let text = Self.sample.replacing(old, with: new)
      #expect(text != Self.sample)
      let ours = try ReaderCalls.calls(
        in: ReaderCalls.withoutJumpingAssembly(Array(text.utf8)), path: "sample.c")
      #expect(ours["start"] != theirs["start"], "\(old) against \(new)")
    }
  }
}
