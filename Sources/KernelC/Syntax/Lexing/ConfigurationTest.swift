/// The macros that ask for a configuration symbol in an expression (include/linux/kconfig.h, 6.12).
enum ConfigurationTest: String, CaseIterable, Sendable {
  case isEnabled = "IS_ENABLED"
  case isBuiltIn = "IS_BUILTIN"
  case isModule = "IS_MODULE"
  case isReachable = "IS_REACHABLE"

  /// What the test says of a symbol with this value. The text of a file does not say whether it is built into
  /// a module, so `IS_REACHABLE` is taken as it is in built-in code.
  func holds(for value: String) -> Bool {
    switch self {
    case .isEnabled: value == "y" || value == "m"
    case .isBuiltIn, .isReachable: value == "y"
    case .isModule: value == "m"
    }
  }
}
