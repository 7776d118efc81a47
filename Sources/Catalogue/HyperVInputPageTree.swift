import Hotplug
import HyperV
import KernelC
import Ladder
import Machine
import Program

/// The case with the programs of a kernel tree in the place of the hand-written layer; environment,
/// hypervisor and properties stay.
extension HyperVInputPage {
  static let wanted = KernelTree.Wanted(
    sources: [initFile, commonFile, retargetFile],
    headers: [
      "include/asm-generic/hyperv-tlfs.h", "arch/x86/include/asm/hyperv-tlfs.h",
      "include/asm-generic/mshyperv.h",
    ])
  private static let initFile = "arch/x86/hyperv/hv_init.c"
  private static let commonFile = "drivers/hv/hv_common.c"
  private static let retargetFile = "drivers/pci/controller/pci-hyperv.c"

  private static let functions: Set<String> = [
    "hv_cpu_init", "hv_cpu_die", "hv_common_cpu_init", "hv_common_cpu_die", "hv_arch_irq_unmask",
    "hyperv_init_ghcb",
  ]

  /// A state that the tree registers with `hv_cpu_init` or below it.
  struct Registration {
    var symbol: String
    var name: String
    var startup: String?
    var teardown: String?
  }

  /// What the tree registers for the input page.
  static func registrations(of tree: KernelTree) throws(CaseError) -> [Registration] {
    var found: [Registration] = []
    for call in [initFile, commonFile].flatMap({ tree.registrations(in: $0) }) {
      guard call.arguments.count == 4, let symbol = call.arguments[0].identifier,
        case .string(let name) = call.arguments[1].kind
      else { continue }
      func callback(_ index: Int) -> String? {
        call.arguments[index].identifier.flatMap { $0 == "NULL" ? nil : $0 }
      }
      found.append(
        Registration(symbol: symbol, name: name.text, startup: callback(2), teardown: callback(3)))
    }
    guard found.contains(where: { $0.startup == "hv_cpu_init" }) else {
      throw .unreadable(
        "\(tree.label): \(initFile) has no call of cpuhp_setup_state with hv_cpu_init, so there is no rung to check"
      )
    }
    return found
  }

  static let treeVariant = Case.Variant("tree", "the functions of a kernel tree, as they stand there")

  /// The tree's ladder with the states that it registers, and the rungs of these.
  func ladder(of tree: KernelTree) throws(CaseError) -> (Ladder, online: Int, rungs: [HotplugRung]) {
    var ladder = settings.ladder ?? tree.ladder
    var rungs: [HotplugRung] = []
    var online = 0
    for registration in try HyperVInputPage.registrations(of: tree) {
      var number = 0
      if let range = DynamicRange.allCases.first(where: { $0.symbol == registration.symbol }) {
        do {
          let placed = try ladder.registering(registration.name, in: range)
          (ladder, number) = (placed.ladder, placed.slot)
        } catch {
          throw .skipped("\(registration.name) can't be put on \(ladder.label): \(error)")
        }
      } else if let rung = ladder.rung(symbol: registration.symbol) {
        number = rung.number
      } else {
        throw .skipped(
          "\(registration.name) needs the rung \(registration.symbol), which \(ladder.label) lacks")
      }
      if registration.startup == "hv_cpu_init" { online = number }
      rungs.append(
        HotplugRung(
          number: number, name: registration.name,
          startup: registration.startup.map { .init($0, procedure: $0) },
          teardown: registration.teardown.map { .init($0, procedure: $0) }))
    }
    return (ladder, online, rungs)
  }

  /// The tree's programs, added to a computer that has the hand-written layer's variables.
  func install(_ tree: KernelTree, in computer: inout Computer) throws(CaseError) -> CReport {
    for path in HyperVInputPage.wanted.sources where tree.files[path] == nil {
      throw .unreadable("\(tree.label) has no \(path)")
    }
    for name in tree.follow.sorted() where tree.files[name] == nil {
      guard tree.files.values.contains(where: { $0.function(name) != nil }) else {
        throw .unreadable("no file that is read defines \(name): follow its file too")
      }
    }
    computer.add(
      // What the interrupt core passes on in the descriptor, on the CPU that unmasks with the descriptor
      // locked.
      Variable(
        "bringup_target", .range(0...(1 << computer.cpus - 1)), count: computer.cpus, storage: .sequenced),
      Variable("bringup_irq", .range(0...1), count: computer.cpus, storage: .sequenced))
    let input = Local("input", .range(-1...(computer.cpus + 1)))
    computer.add(
      Procedure("bringup_retarget", parameters: [input], isPrimitive: true) {
        Atomic("HVCALL_RETARGET_INTERRUPT") {
          // What is no page of the pool is -1: a buffer of the bus, as in 6.1.
          If(.local(input) >= 0) {
            Kernel.dereference(.conditional(.local(input) >= 0, .local(input), 0), InputPage.pool)
          }
          for irq in 0..<2 {
            for cpu in 0..<computer.cpus {
              If(
                PerCPU("bringup_irq").here == .constant(irq)
                  && PerCPU("bringup_target").here == .constant(1 << cpu)
              ) {
                InterruptMigration.deliveredTo[.constant(irq)] <- .constant(cpu)
              }
            }
          }
        }
      })
    var environment = CEnvironment()
    environment.functions["bringup_retarget"] = .init(
      procedure: "bringup_retarget", parameters: 1, pool: InputPage.pool)
    environment.accessChecks[InputPage.pool] = { pointer in
      Situation.allCases.map { situation in
        Statement(
          Require(
            HyperVInputPage.finding(situation),
            PerCPU("situation").here != .constant(situation.rawValue)
              || Kernel.isLive(pointer, InputPage.pool)))
      }
    }
    let paths = HyperVInputPage.wanted.sources + tree.follow.sorted().filter { tree.files[$0] != nil }
    let files = paths.compactMap { tree.files[$0] }
    let headers = HyperVInputPage.wanted.headers.compactMap { tree.files[$0] }
    let reading: CReading
    do {
      let stubs = try CFile(parsing: InputPage.stubs, path: "stubs of hyperv-input-page")
      let reader = CReader(
        followed: files,
        functions: HyperVInputPage.functions.union(try callbacks(tree)).union(tree.followedFunctions),
        stubs: [tree.stubs, stubs].compactMap { $0 },
        headers: headers, environment: environment)
      let cpus = 0...(computer.cpus - 1)
      var roots = try callbacks(tree).sorted().map { CReader.Root($0, [.values(cpus)]) }
      roots.append(.init("hv_arch_irq_unmask", [.pointer(to: "bringup_irq_data")]))
      reading = try reader.read(roots: roots, for: computer)
    } catch let error as CaseError {
      throw error
    } catch {
      throw .unreadable("\(tree.label): \(error)")
    }
    reading.install(in: &computer)
    computer.add(adaptor)
    var report = reading.report
    if let stubs = tree.stubs { report.noteUnused(stubs) }
    return report
  }

  private func callbacks(_ tree: KernelTree) throws(CaseError) -> Set<String> {
    Set(try HyperVInputPage.registrations(of: tree).flatMap { [$0.startup, $0.teardown] }.compactMap { $0 })
  }

  static let unmask = "irq_chip.irq_unmask"

  /// From the interrupt core's call to the driver's: the descriptor instead of number and target.
  private var adaptor: Procedure {
    let (irq, target) = (Local("irq", .range(0...7)), Local("target", .range(0...7)))
    return Procedure(HyperVInputPage.unmask, parameters: [irq, target], isPrimitive: true) {
      PerCPU("bringup_irq").here <- .local(irq)
      PerCPU("bringup_target").here <- 1 << .local(target)
      Do("hv_arch_irq_unmask", .local(irq) + 1)
      PerCPU("bringup_irq").here <- 0
      PerCPU("bringup_target").here <- 0
    }
  }
}

extension KernelTree {
  /// Whether a function of the tree goes through the input page: in 6.1 some have buffers of their own. Where
  /// nobody looked, as it is in 6.12.
  func usesInputPage(_ name: String, in path: String) -> Bool {
    guard let file = core?[path] ?? files[path], let function = file.function(name) else { return true }
    let text = file.text[function.place.range.clamped(to: 0..<file.text.count)]
    return text.firstRange(of: "hyperv_pcpu_input_arg".utf8) != nil
  }
}
