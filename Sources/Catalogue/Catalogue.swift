/// All cases, in the order in which they are told.
public enum Catalogue {
  public static let cases: [Case] = [.hypervInputPage]

  public static func named(_ name: String) -> Case? { cases.first { $0.name == name } }
}
