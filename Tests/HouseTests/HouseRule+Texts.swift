/// The rules about what a text may say. Words that a rule forbids are put together here, so that this file
/// keeps it too.
extension HouseRule {
  private static func forbidding(
    _ name: String, _ words: [String], in applies: @escaping @Sendable (HouseFile) -> Bool,
    sample path: String, good: [HouseFile]
  ) -> HouseRule {
    HouseRule(
      name, to: applies, bad: words.map { HouseFile(path, "a line\nwith \($0) in it\n") }, good: good
    ) { line, _ in
      words.first { line.contains($0) }.map { "contains \($0)" }
    }
  }

  static let noMarkers = forbidding(
    "nothing is left to do without saying where", ["TO" + "DO", "FIX" + "ME", "XX" + "X"],
    in: { !$0.isLicence }, sample: "README.md", good: [HouseFile("README.md", "what is to do")])

  static let noForeignDocuments = forbidding(
    "no word leans on a document that the package lacks",
    [
      "SEMA" + "NTICS", "DESI" + "GN.md", "LA" + "B.md", "EXAM" + "PLES.md", "../sha" + "red",
      "thread S" + "00",
    ],
    in: { _ in true }, sample: "Sources/Program/Sample.swift",
    good: [HouseFile("Sources/Program/Sample.swift", "/// See docs/semantics.md.")])

  static let noMachinePaths = HouseRule(
    "no path of somebody's machine", to: { _ in true },
    bad: ["wo" + "rk", "tm" + "p", "ho" + "me", "ro" + "ot"].flatMap {
      [HouseFile("Scripts/release", "cd /\($0)/x"), HouseFile("README.md", "a \"/\($0)/x\"")]
    },
    good: [
      HouseFile("Scripts/release", "folder=$(mktemp -d)\nmkdir \"$folder/ro" + "ot/x\""),
      HouseFile("README.md", "/proc/irq/24/"),
    ]
  ) { line, _ in
    // The regular expressions are slow without optimisation, and most lines have no slash.
    guard line.utf8.contains(UInt8(ascii: "/")) else { return nil }
    return line.firstMatch(of: #/(?:^|[^\w.}$)\-])(\/(?:work|tmp|home|root)\/)/#).map {
      "contains \($0.output.1)"
    }
  }

  /// Hosts that documents may point to. Where packages come from is the machine's business.
  static let knownHosts = [
    "github.com", "lore.kernel.org", "git.kernel.org", "docs.kernel.org", "www.kernel.org", "spinroot.com",
    "doi.org", "swift.org", "www.swift.org", "json.schemastore.org", "docs.oasis-open.org",
    "testanything.org", "no-color.org",
  ]

  static let onlyKnownHosts = HouseRule(
    "no host but those of public references", to: { !$0.isLicence },
    bad: [
      HouseFile("Package.swift", "url: \"https" + "://packages.example.org/x\""),
      HouseFile(".ci/run", "curl http" + "://10.0.0.1:8080/x"),
      HouseFile(".ci/run", "echo deb.deb" + "ian.org"),
    ],
    good: [
      HouseFile("Package.swift", "url: \"https://github.com/apple/swift-argument-parser\""),
      HouseFile("README.md", "drivers/hv/hv_common.c, see https://lore.kernel.org/linux-hyperv/"),
    ]
  ) { line, _ in
    for name in ["deb" + "ian.org", "py" + "pi.org", "registry." + "npmjs", "proxy." + "golang"]
    where line.contains(name) {
      return "names the host \(name)"
    }
    guard line.contains(":" + "//") else { return nil }
    for match in line.matches(of: #/[a-z][a-z0-9+.-]*:\/\/([A-Za-z0-9.-]+)/#)
    where !knownHosts.contains(String(match.output.1)) {
      return "names the host \(match.output.1)"
    }
    return nil
  }

  static let noKernelText = HouseRule(
    "no text of the kernel's sources", to: { !$0.isLicence },
    bad: [
      HouseFile("Tests/LadderTests/Resources/cpu.c", "EXPORT_SYM" + "BOL_GPL(cpu_up);"),
      HouseFile("Tests/LadderTests/Resources/cpu.h", "/* SP" + "DX-License-Identifier: GPL-2.0 */"),
      HouseFile("docs/semantics.md", "MODULE_LIC" + "ENSE(\"GPL\");"),
      source(isIn: "Hotplug", "early_init" + "call(cpu_hotplug_pm_sync_init);"),
      HouseFile("Corpus/copied.c", "static DEFINE_PER" + "_CPU(int, x);"),
      HouseFile("Corpus/copied.c", "/* bringup: holds */\nMODULE_LIC" + "ENSE(\"GPL\");"),
    ],
    good: [
      HouseFile("Tests/LadderTests/Sample.swift", "\"/* SPDX */\""),
      HouseFile("Corpus/own.c", "/* bringup: holds */\nstatic DEFINE_PER" + "_CPU(int, x);"),
    ]
  ) { line, file in
    let words =
      ["EXPORT_SYM" + "BOL", "MODULE_LIC" + "ENSE"]
      + (file.isOwnC || file.module == "KernelC" ? [] : ["early_init" + "call(", "DEFINE_PER" + "_CPU("])
      + (file.isSwift || file.isMarkdown || file.isScript ? [] : ["SP" + "DX"])
    return words.first { line.contains($0) }.map { "contains \($0)" }
  }

  /// The kernel's own limit, which people still keep to.
  static let maximumColumnsOfC = 80

  static let cIsInKernelStyle = HouseRule(
    "the corpus is indented with tabs and has at most \(maximumColumnsOfC) columns, those of its header aside",
    to: { $0.isC && $0.path.hasPrefix("Corpus/") },
    bad: [
      HouseFile("Corpus/a.c", "        int x;"), HouseFile("Corpus/a.c", "\tint x; "),
      HouseFile("Corpus/a.c", String(repeating: "\t", count: 10) + "x"),
    ],
    good: [
      HouseFile("Corpus/a.c", "/*\n * text\n */\n\tf(x,\n\t  y);"),
      HouseFile("Corpus/bringup.h", "\t" + String(repeating: "x", count: 80)),
    ]
  ) { line, file in
    if line.hasPrefix("        ") { return "is indented with spaces" }
    if line.last?.isWhitespace == true { return "ends with white space" }
    var columns = 0
    for character in line { columns += character == "\t" ? 8 - columns % 8 : 1 }
    return !file.path.hasSuffix(".h") && columns > maximumColumnsOfC ? "\(columns) columns" : nil
  }

  private static func source(isIn module: String, _ text: String) -> HouseFile {
    HouseFile("Sources/\(module)/Sample.swift", text)
  }

  static let filesAreSmall = HouseRule(
    "no file is larger than 1 MiB",
    bad: [HouseFile("docs/picture.svg", String(repeating: "x", count: maximumBytes + 1))],
    good: [HouseFile("docs/picture.svg", String(repeating: "x", count: maximumBytes))]
  ) { file in
    file.bytes > maximumBytes ? [.init(path: file.path, message: "\(file.bytes) bytes")] : []
  }

  static let nothingResolved = HouseRule(
    "what the package manager and the builds leave behind is not part of the package",
    bad: [
      HouseFile("Package.resolved", "{}"), HouseFile("Benchmarks/Package.resolved", "{}"),
      HouseFile("Benchmarks/.build/debug.yaml", ""), HouseFile("pan.c", ""),
    ],
    good: [HouseFile("Package.swift", ""), HouseFile("docs/panorama.md", "")]
  ) { file in
    let parts = file.path.split(separator: "/")
    let isLeft =
      parts.last == "Package.resolved" || parts.contains { $0.hasPrefix(".build") }
      || parts.last!.wholeMatch(of: #/pan(\.[a-z])?/#) != nil
    return isLeft ? [.init(path: file.path, message: "is left behind by a tool")] : []
  }

  /// "Proof" and "exhaustive" are claims about a bounded space; a document says so in the same sentence.
  static let claimsNameTheirBounds = HouseRule(
    "a document that speaks of proof names the bounds in the same sentence",
    bad: [
      HouseFile("README.md", "It is within bounds. This is a\nproof of it."),
      HouseFile("docs/a.md", "- An exhaustive search.\n- It has bounds."),
    ],
    good: [
      HouseFile("README.md", "Within these bounds, with 2 CPUs, this is a\nproof of it. Or not."),
      HouseFile("docs/a.md", "```\nproof\n```\nand `proof` is a word"),
    ]
  ) { file in
    guard file.isMarkdown else { return [] }
    return sentences(of: file).filter { sentence, _ in
      sentence.contains(#/\b(proof|proofs|prove[sdn]?|exhaustive|exhaustively)\b/#.ignoresCase())
        && !sentence.contains(#/bound/#.ignoresCase())
    }.map { .init(path: file.path, line: $1, message: "\($0.prefix(60))...") }
  }

  /// The sentences of a Markdown text with the line on which each paragraph begins, code left out.
  private static func sentences(of file: HouseFile) -> [(String, line: Int)] {
    var result: [(String, line: Int)] = []
    var paragraph = ""
    var first = 1
    var isCode = false
    func close() {
      let text = paragraph.replacing(#/`[^`]*`/#, with: "")
      result += text.split(separator: #/[.!?:]\s+/#).map { (String($0), first) }
      paragraph = ""
    }
    for (index, line) in file.lines.enumerated() {
      let bare = line.drop { $0 == " " }
      let opens = ["- ", "* ", "#", "|", ">"].contains { bare.hasPrefix($0) } || bare.isEmpty
      if bare.hasPrefix("```") {
        close()
        isCode.toggle()
        continue
      }
      if isCode { continue }
      if opens { close() }
      if paragraph.isEmpty { first = index + 1 }
      paragraph += line + " "
    }
    close()
    return result
  }
}
