import Testing

@Suite("Help")
struct HelpTests {
  static let subcommands = ["check", "cases", "ladder", "run", "show", "callbacks", "export"]

  @Test("Each command prints its own help, however it is asked for", arguments: subcommands)
  func ofCommand(_ name: String) throws {
    for arguments in [[name, "--help"], [name, "-h"], ["help", name]] {
      let answer = try Tool.run(arguments)
      #expect(answer.status == 0)
      #expect(answer.errors.isEmpty)
      #expect(answer.output.contains("USAGE: bringup \(name)"), "\(arguments): \(answer.output.prefix(200))")
    }
  }

  @Test("The root's help lists every command")
  func ofRoot() throws {
    for arguments in [[], ["--help"], ["-h"], ["help"]] {
      let answer = try Tool.run(arguments)
      #expect(answer.status == 0)
      for name in Self.subcommands {
        #expect(answer.output.contains("\n  \(name) "), "\(arguments): \(name)")
      }
    }
  }
}
