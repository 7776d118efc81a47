#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Process {
  static var currentFolder: String {
    guard let path = getcwd(nil, 0) else { return "." }
    defer { free(path) }
    return String(cString: path)
  }

  /// Runs a program without input, and returns its status and what it said on both streams.
  static func run(
    _ program: String, _ arguments: [String], environment extra: [String]
  ) throws(CommandFailure) -> (status: Int32, output: String) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw .environment("no pipe: \(describe(errno)).") }
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    let names = Set(extra.compactMap { $0.split(separator: "=").first })
    let kept = ["PATH", "HOME", "TMPDIR"].compactMap { name in
      Process.environment(name).map { "\(name)=\($0)" }
    }.filter { entry in !names.contains(entry.split(separator: "=")[0]) }
    var variables: [UnsafeMutablePointer<CChar>?] = (kept + extra).map { strdup($0) } + [nil]
    defer { for word in words + variables { free(word) } }
    var child = pid_t()
    let failure = posix_spawnp(&child, program, &actions, nil, &words, &variables)
    close(ends[1])
    guard failure == 0 else {
      throw .environment("\(program) can't be run: \(describe(failure)); install it.")
    }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(ends[0], &buffer, buffer.count)
      if count > 0 {
        if output.count < 1 << 16 { output += buffer[..<count] }
      } else if count == 0 || errno != EINTR {
        break
      }
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    let code = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
    return (code, String(decoding: output, as: UTF8.self))
  }
}
