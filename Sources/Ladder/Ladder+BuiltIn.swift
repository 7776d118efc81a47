extension Ladder {
  /// The complete ladder of a built-in kernel, with the name of every state that some architecture registers.
  public static func builtIn(_ kernel: BuiltInKernel) -> Ladder {
    switch kernel {
    case .linux6dot1: linux6dot1
    case .linux6dot12: linux6dot12
    }
  }

  private static let linux6dot1 = make(.linux6dot1, EnumSymbols.linux6dot1)
  private static let linux6dot12 = make(.linux6dot12, EnumSymbols.linux6dot12)

  private static func make(_ kernel: BuiltInKernel, _ table: String) -> Ladder {
    do {
      let origin = LadderOrigin(kernel: kernel.version, source: .builtIn)
      return try Ladder(seats: EnumSymbols.seats(of: table), origin: origin)
    } catch {
      preconditionFailure("the built-in table of \(kernel.version) is wrong: \(error.sentence)")
    }
  }
}
