extension Ladder {
  /// The complete ladder of a built-in kernel, with the name of every state that some architecture registers.
  public static func builtIn(_ kernel: BuiltInKernel) -> Ladder {
    switch kernel {
    case .linux6_1: linux6_1
    case .linux6_12: linux6_12
    }
  }

  private static let linux6_1 = make(.linux6_1, EnumSymbols.linux6_1)
  private static let linux6_12 = make(.linux6_12, EnumSymbols.linux6_12)

  private static func make(_ kernel: BuiltInKernel, _ table: String) -> Ladder {
    do {
      let origin = LadderOrigin(kernel: kernel.version, source: .builtIn)
      return try Ladder(seats: EnumSymbols.seats(of: table), origin: origin)
    } catch {
      preconditionFailure("the built-in table of \(kernel.version) is wrong: \(error.sentence)")
    }
  }
}
