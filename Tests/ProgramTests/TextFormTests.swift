import PeerModel
import Program
import Testing

/// Printing and reading back lose nothing, and what they write is readable.
@Suite struct TextFormTests {
  @Test(arguments: [2, 3, 7], [false, true])
  func peersComeBackEqual(cpus: Int, bug: Bool) throws {
    let model = peerModel(cpus: cpus, bug: bug)
    let text = textForm(of: model)
    let read = try parseModel(text)
    let isEqual: Bool = read == model
    #expect(isEqual)
    #expect(textForm(of: read) == text)
  }

  @Test func arbitraryTreesComeBackEqual() throws {
    for seed in 0..<1500 {
      var trees = RandomTrees(seed: seed)
      let model = trees.model()
      let text = textForm(of: model)
      let read: Model
      do {
        read = try parseModel(text)
      } catch {
        Issue.record("seed \(seed): \(error)\n\(text)")
        return
      }
      let isEqual: Bool = read == model
      let isSameText: Bool = Array(textForm(of: read).utf8) == Array(text.utf8)
      guard isEqual && isSameText else {
        Issue.record("seed \(seed): what was read differs from what was printed\n\(text)")
        return
      }
    }
  }

  @Test func everyConstructHasItsForm() throws {
    #expect(textForm(of: sample) == sampleText)
    let read = try parseModel(sampleText)
    let isEqual: Bool = read == sample
    #expect(isEqual)
  }

  @Test func peopleSeeNoPlacesAndNoQuotes() {
    #expect(
      prettyText(of: sample.procedures[1]) == """
        procedure hv_cpu_init [arch/x86/hyperv/hv_init.c](cpu: 0...1) {
          local page: page*;
          local error: errno;
          page = hyperv_pcpu_input_arg[cpu];
          if (page == 0) {
            page = alloc();
          } else if (page > 1) {
            goto out;
          } else {
            require page.once: page == 1;
          }
          atomic "wrmsr" when (vp index == 0) because "one instruction" by hardware bypassing_owner {
            vp index = s32(weight(~cpu)) - -1;
          }
          while (unreferenced(page, 1) && cpu() != 1) {
            continue;
          }
        out:
          error = dispatch (page) {0: alloc, 1: alloc} ();
          return error < 0 ? error : 0;
        }

        """)
  }

  @Test func aNameThatIsTakenIsToldApart() throws {
    var model = Model(name: "m")
    model.procedures = [
      Procedure(
        "f", parameters: [Local("x", .bool)],
        body: [
          Statement(.local("x", .bool) <- Global("x")),
          Statement(.local("x", .errno) <- PerCPU("x")[.local("y", .bool)]),
          Statement(.call(result: nil, procedure: "weight", arguments: [.local("y", .errno)])),
          Statement(.assign(.unary(.bitCount, 1), .unary(.negate, 3))),
          Statement(.assign(.unary(.negate, 3), .unary(.negate, -3))),
        ])
    ]
    let text = textForm(of: model)
    #expect(text.contains("  x = global(x);\n"))
    #expect(text.contains("  local(x, errno) = x[y];\n"))
    #expect(text.contains("  \"weight\"(local(y, errno));\n"))
    #expect(text.contains("  -(3) = -(-3);\n"))
    let read = try parseModel(text)
    let isEqual: Bool = read == model
    #expect(isEqual)
  }

  @Test func commentsAndBlanksDoNotMatter() throws {
    let read = try parseModel("// a model\r\n\tmodel\n m // its name\n;shared x:0...3=-0;")
    #expect(read.variables == [Variable("x", .range(0...3))])
  }

  @Test func longListsStandOneEntryToALine() throws {
    var model = Model(name: "m")
    let names = (0..<40).map { ($0, "CPUHP_AP_STATE_NUMBER_\($0)") }
    model.variables = [
      Variable("state", .range(0...39), valueNames: Dictionary(uniqueKeysWithValues: names))
    ]
    let text = textForm(of: model)
    #expect(text.contains("\n  39: CPUHP_AP_STATE_NUMBER_39\n};\n"))
    let read = try parseModel(text)
    let isEqual: Bool = read == model
    #expect(isEqual)
  }
}
