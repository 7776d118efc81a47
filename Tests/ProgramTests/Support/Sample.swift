import Program

/// A model that uses every construct once.
let sample: Model = {
  func at(_ line: Int, _ kind: Statement.Kind) -> Statement {
    Statement(kind, at: SourcePlace(file: "HyperV/CPUInit.swift", line: line))
  }
  let page = Expression.local("page", .pointer(to: "page"))
  let error = Expression.local("error", .errno)
  let cpu = Expression.local("cpu", .range(0...1))
  var model = Model(name: "all of it")
  model.pools = [Pool("page", slots: 2)]
  model.variables = [
    Variable("hyperv_pcpu_input_arg", .pointer(to: "page"), count: 2),
    Variable(
      "state", .range(0...3), count: 2, storage: .sequenced, initial: [3, 0],
      valueNames: [0: "CPUHP_OFFLINE", 3: "CPUHP ONLINE"]),
    Variable("vp index", .range(-1...64), storage: .ghost, initial: [-1]),
    Variable("where", .bool),
    Variable("msr", .values([4097, .min, 0]), count: 2, initial: [0, .min], valueNames: [4097: "enabled"]),
  ]
  model.findings = [Finding("page.once", "a page is handed out twice")]
  model.crashes = [Finding("oops", "NULL is \"dereferenced\"")]
  model.procedures = [
    Procedure(
      "alloc", isPrimitive: true,
      body: [Statement(.returnValue(1)), Statement(.event(name: "alloc", arguments: [1, 2]))]),
    Procedure(
      "hv_cpu_init", source: "arch/x86/hyperv/hv_init.c", parameters: [Local("cpu", .range(0...1))],
      body: [
        at(10, page <- PerCPU("hyperv_pcpu_input_arg")[cpu]),
        at(
          11,
          .conditional(
            page == 0, then: [at(12, page <- Call("alloc"))],
            otherwise: [
              at(
                13,
                .conditional(
                  page > 1, then: [at(14, .goto("out"))],
                  otherwise: [at(15, Require("page.once", page == 1))]))
            ])),
        at(
          16,
          .atomic(
            Statement.Atomic(
              text: "wrmsr", when: Global("vp index") == 0, reason: "one instruction", agency: .hardware,
              bypassesOwner: true,
              body: [
                at(
                  17,
                  Global("vp index")
                    <- .unary(.truncate(bits: 32, signed: true), .unary(.bitCount, ~cpu)) - -1)
              ]))),
        at(
          18,
          .whileLoop(
            .unreferenced(pool: "page", 1) && .currentCPU != 1, [at(19, .continueLoop)])),
        at(20, .label("out")),
        at(
          21,
          .dispatch(
            result: error, selector: page,
            table: [.init(value: 0, procedure: "alloc"), .init(value: 1, procedure: "alloc")], arguments: [])),
        at(22, .returnValue(.conditional(error < 0, error, 0))),
      ]),
  ]
  model.contexts = [
    Context(
      "task", kind: .task, placement: .migratable(variable: "where"), runnable: Global("vp index") >= 0,
      body: [
        at(
          30,
          .loop([
            at(
              31,
              .choose([
                Statement.Option(
                  name: "go", agency: .kernel, when: Global("where") == 0,
                  body: [Statement(Do("hv_cpu_init", 1))]),
                Statement.Option(
                  name: "stop", agency: .environment, when: 1, body: [Statement(.breakLoop)]),
              ])),
            at(32, .atomic(.init(body: []))),
          ])),
        at(33, .returnValue(nil)),
        at(34, .crash(kind: "oops")),
      ]),
    Context("cpuhp/1", kind: .hotplugThread, placement: .bound(cpu: 1), body: []),
  ]
  model.predicates = [
    Predicate("no page", PerCPU("hyperv_pcpu_input_arg")[0] == 0, holdsAfterCrash: true),
    Predicate("here", !Global("where")),
  ]
  return model
}()

/// The text form of `sample`.
let sampleText = """
  model "all of it";

  pool page: 2 slots;

  shared hyperv_pcpu_input_arg[2]: page* = 0;
  sequenced state[2]: 0...3 = {3, 0} names {0: CPUHP_OFFLINE, 3: "CPUHP ONLINE"};
  ghost "vp index": -1...64 = -1;
  shared where: 0...1 = 0;
  shared msr[2]: {-9223372036854775808, 0, 4097} = {0, -9223372036854775808} names {4097: enabled};

  finding "page.once" "a page is handed out twice";

  crash oops "NULL is \\"dereferenced\\"";

  primitive procedure alloc() {
    return 1;
    event alloc(1, 2);
  }

  procedure hv_cpu_init [arch/x86/hyperv/hv_init.c](cpu: 0...1) {
    local page: page*;
    local error: errno;
    page = hyperv_pcpu_input_arg[cpu]; @HyperV/CPUInit.swift:10
    if (page == 0) { @HyperV/CPUInit.swift:11
      page = alloc(); @HyperV/CPUInit.swift:12
    } else if (page > 1) { @HyperV/CPUInit.swift:13
      goto out; @HyperV/CPUInit.swift:14
    } else {
      require "page.once": page == 1; @HyperV/CPUInit.swift:15
    }
    atomic "wrmsr" when ("vp index" == 0) because "one instruction" by hardware bypassing_owner { @HyperV/CPUInit.swift:16
      "vp index" = s32(weight(~cpu)) - -1; @HyperV/CPUInit.swift:17
    }
    while (unreferenced(page, 1) && cpu() != 1) { @HyperV/CPUInit.swift:18
      continue; @HyperV/CPUInit.swift:19
    }
  out: @HyperV/CPUInit.swift:20
    error = dispatch (page) {0: alloc, 1: alloc} (); @HyperV/CPUInit.swift:21
    return error < 0 ? error : 0; @HyperV/CPUInit.swift:22
  }

  context task: task on cpu in where runnable when ("vp index" >= 0) {
    for (;;) { @HyperV/CPUInit.swift:30
      choose { @HyperV/CPUInit.swift:31
        option "go" by kernel when (where == 0) {
          hv_cpu_init(1);
        }
        option "stop" by environment {
          break;
        }
      }
      atomic {} @HyperV/CPUInit.swift:32
    }
    return; @HyperV/CPUInit.swift:33
    crash oops; @HyperV/CPUInit.swift:34
  }

  context "cpuhp/1": cpuhp_thread on cpu 1 {
  }

  predicate "no page" even_after_crash: hyperv_pcpu_input_arg[0] == 0;
  predicate here: !where;

  """
