/// Gives every variable a name that Promela, C and the verifier's own code accept, close to the model's name
/// for it.
struct PromelaNames {
  private var taken: Set<String> = []

  /// A new name. `st[2]` and `ctl.tmp` become `st_2` and `ctl_tmp`; a name that is taken gets a number.
  mutating func name(for text: String) -> String {
    var base = ""
    for scalar in text.unicodeScalars {
      let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
      if isPlain { base.unicodeScalars.append(scalar) } else if !base.hasSuffix("_") { base += "_" }
    }
    while base.hasSuffix("_") { base.removeLast() }
    base = String(base.prefix(64))
    // Names that begin with `_` belong to Spin, names without a small letter may be macros of pan.c.
    let hasLetter = base.unicodeScalars.contains { ("a"..."z").contains($0) }
    let begins = base.unicodeScalars.first.map { !("0"..."9").contains($0) && $0 != "_" } ?? false
    if !hasLetter || !begins || PromelaNames.reserved.contains(base) { base = "v_" + base }
    var name = base
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(base)_\(number)"
      number += 1
    }
    return name
  }

  /// Words of Promela (spinlex.c), of C, and macros that a C preprocessor may know.
  private static let reserved: Set<String> = Set(
    """
    active always assert atomic bit bool break byte c_code c_decl c_expr c_state c_track chan cs_p d_proctype
    d_step do else empty enabled end eval eventually expect fi final for full get_priority goto hidden if
    implies in init inline int len local ltl mtype nempty never nfull notrace now np_ od of pc_value pid print
    printf printm priority proctype product provided release return run select set_p set_priority short show
    skip strong stronguntil timeout trace true typedef unless unsigned until weak weakuntil xr xs false
    equivalent next auto case char const continue default double enum extern float long register restrict
    signed sizeof static struct switch union void volatile while typeof asm this trpt uchar linux unix errno
    stdin stdout stderr main model crash finding observe stuck report local_run
    """.split { $0 == " " || $0 == "\n" }.map(String.init))
}
