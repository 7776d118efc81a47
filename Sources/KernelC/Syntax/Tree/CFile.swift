/// A file of C, as far as it was understood.
public struct CFile: Hashable, Sendable {
  /// As it was given.
  public let path: String
  /// What stands at the top of the file, in its order.
  public let items: [CItem]
  /// Every `#define` that the configuration leaves in, in order. One name may have several.
  public let macros: [CMacro]
  public let includes: [CInclude]
  /// What conditional compilation took for granted, in order of first use; each symbol once.
  public let assumptions: [CAssumption]
  /// What depends on these assumptions.
  public let decisions: [CDecision]
  /// Lines of the preprocessor that were not understood, or that are an `#error`.
  public let directives: [COpaque]
  /// Every opaque node of the tree, wherever it stands: items, pieces of functions, entries of initialisers.
  public let opaqueNodes: [COpaque]
  /// The file itself.
  public let text: [UInt8]
}

/// A piece at the top of a file.
public enum CItem: Hashable, Sendable {
  case function(CFunction)
  /// A function without a body.
  case prototype(CVariable)
  case variable(CVariable)
  case typedef(CVariable)
  /// A record with its members, whether it stands alone or as a part of a variable or a typedef.
  case record(CRecord)
  case enumeration(CEnumeration)
  /// `struct name;`
  case forward(CTag, String, CPlace)
  case macro(CMacroItem)
  /// `asm("...");` between functions.
  case assembly(CAssembly, CPlace)
  case opaque(COpaque)
}

extension CFile {
  public var functions: [CFunction] {
    items.compactMap { if case .function(let function) = $0 { function } else { nil } }
  }

  public var prototypes: [CVariable] {
    items.compactMap { if case .prototype(let variable) = $0 { variable } else { nil } }
  }

  public var variables: [CVariable] {
    items.compactMap { if case .variable(let variable) = $0 { variable } else { nil } }
  }

  public var typedefs: [CVariable] {
    items.compactMap { if case .typedef(let variable) = $0 { variable } else { nil } }
  }

  /// Structs and unions.
  public var records: [CRecord] {
    items.compactMap { if case .record(let record) = $0 { record } else { nil } }
  }

  public var enumerations: [CEnumeration] {
    items.compactMap { if case .enumeration(let enumeration) = $0 { enumeration } else { nil } }
  }

  public var macroItems: [CMacroItem] {
    items.compactMap { if case .macro(let item) = $0 { item } else { nil } }
  }

  /// What stands between the declarations and was not understood; a function carries its own.
  public var opaque: [COpaque] {
    items.compactMap { if case .opaque(let opaque) = $0 { opaque } else { nil } }
  }

  /// The last function of this name: a second one stands where conditional compilation could not decide.
  public func function(_ name: String) -> CFunction? {
    for case .function(let function) in items.reversed() where function.name == name { return function }
    return nil
  }

  /// The last definition of the macro in the file.
  public func macro(_ name: String) -> CMacro? { macros.last { $0.name == name } }
}
