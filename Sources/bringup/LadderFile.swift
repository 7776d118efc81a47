import Ladder

/// Reads a ladder from a file: a dump of `hotplug/states` or the header with the enum, told apart by content.
enum LadderFile {
  static let running = "/sys/devices/system/cpu/hotplug/states"

  static func read(_ path: String) throws(CommandFailure) -> Ladder {
    let bytes = try BoundedFile.read(path, limit: ReadingLimits.maximumBytes)
    guard bytes.count <= ReadingLimits.maximumBytes else {
      throw .environment(
        "\(path) has more than the \(ReadingLimits.maximumBytes) bytes that are read of a ladder: "
          + "give a dump of hotplug/states or include/linux/cpuhotplug.h.")
    }
    do {
      if isHeader(bytes) {
        return try Ladder(EnumHeader(parsing: bytes, file: path), kernel: "the kernel of the header")
      }
      return try Ladder.laying(StatesDump(parsing: bytes, file: path))
    } catch let error as EnumHeaderError {
      throw .environment("\(error)")
    } catch let error as StatesDumpError {
      throw .environment("\(error)")
    } catch {
      throw .environment("\(error)")
    }
  }

  /// A dump consists of numbers and names; no name has what every C header has.
  private static func isHeader(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes.prefix(1 << 16), as: UTF8.self)
    return ["enum cpuhp_state", "/*", "#if", "#include", "CPUHP_"].contains { text.contains($0) }
  }
}
