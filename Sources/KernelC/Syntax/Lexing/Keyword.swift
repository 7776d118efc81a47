/// The words that C and GNU C reserve, one case for all spellings of a word.
enum Keyword: UInt8, Hashable, Sendable {
  case void, char, short, int, long, signed, unsigned, int128, float, double, bool, complex
  case `struct`, union, `enum`, typeof, autoType
  case typedef, extern, `static`, register, auto, threadLocal, inline, alwaysInline, noreturn
  case attribute, alignas, `extension`
  case `if`, `else`, `while`, `do`, `for`, `switch`, `case`, `default`, goto, `return`, `break`, `continue`
  case asm, localLabel, `fallthrough`
  case sizeof, alignof, generic

  /// The spellings, first the one that is printed.
  static let spellings: [(Keyword, [String])] = [
    (.void, ["void"]), (.char, ["char"]), (.short, ["short"]), (.int, ["int"]), (.long, ["long"]),
    (.signed, ["signed", "__signed", "__signed__"]), (.unsigned, ["unsigned"]),
    (.int128, ["__int128", "__int128_t"]), (.float, ["float"]), (.double, ["double"]),
    (.bool, ["bool", "_Bool"]), (.complex, ["_Complex", "__complex__"]), (.struct, ["struct"]),
    (.union, ["union"]), (.enum, ["enum"]),
    (
      .typeof,
      [
        "typeof", "__typeof__", "__typeof", "typeof_unqual", "__typeof_unqual__", "__unqual_scalar_typeof",
        "TYPEOF_UNQUAL", "typeof_member",
      ]
    ),
    (.autoType, ["__auto_type"]), (.typedef, ["typedef"]), (.extern, ["extern"]), (.static, ["static"]),
    (.register, ["register"]), (.auto, ["auto"]),
    (.threadLocal, ["_Thread_local", "__thread", "thread_local"]),
    (.inline, ["inline", "__inline", "__inline__"]), (.alwaysInline, ["__always_inline"]),
    (.noreturn, ["_Noreturn"]), (.attribute, ["__attribute__", "__attribute"]), (.alignas, ["_Alignas"]),
    (.extension, ["__extension__"]), (.if, ["if"]), (.else, ["else"]), (.while, ["while"]), (.do, ["do"]),
    (.for, ["for"]), (.switch, ["switch"]), (.case, ["case"]), (.default, ["default"]), (.goto, ["goto"]),
    (.return, ["return"]), (.break, ["break"]), (.continue, ["continue"]),
    (.asm, ["asm", "__asm__", "__asm", "asm_inline", "asm_volatile_goto", "asm_goto_output"]),
    (.localLabel, ["__label__"]), (.fallthrough, ["fallthrough"]), (.sizeof, ["sizeof"]),
    (.alignof, ["_Alignof", "__alignof__", "__alignof"]), (.generic, ["_Generic"]),
  ]

  /// Begins or continues the specifiers of a declaration.
  var isSpecifier: Bool {
    switch self {
    case .void, .char, .short, .int, .long, .signed, .unsigned, .int128, .float, .double, .bool, .complex,
      .struct, .union, .enum, .typeof, .autoType, .typedef, .extern, .static, .register, .auto, .threadLocal,
      .inline, .alwaysInline, .noreturn, .attribute, .alignas:
      true
    default: false
    }
  }

  /// Says what type it is, and not only how the name is stored.
  var isType: Bool { rawValue <= Keyword.autoType.rawValue }

  /// Is a statement or a type by itself.
  var isWhole: Bool {
    switch self {
    case .return, .break, .continue, .void, .char, .short, .int, .long, .signed, .unsigned, .int128, .float,
      .double, .bool, .complex, .autoType:
      true
    default: false
    }
  }

  /// Begins a statement that is no expression and no declaration.
  var beginsStatement: Bool {
    rawValue >= Keyword.if.rawValue && rawValue <= Keyword.localLabel.rawValue
  }
}
