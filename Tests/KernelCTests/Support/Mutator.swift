/// Spoils texts of C, in a way that depends on a seed alone.
struct Mutator {
  /// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
  private var state: UInt64
  private let texts: [[UInt8]]
  /// For each text, where its tokens begin.
  private let tokens: [[Int]]

  /// The texts must not be empty.
  init(_ texts: [[UInt8]], seed: UInt64) {
    precondition(!texts.isEmpty, "a mutator needs a text to begin with")
    self.texts = texts
    tokens = texts.map(Self.starts)
    state = seed
  }

  /// Makes what comes next depend on this number alone.
  mutating func reseed(_ seed: UInt64) { state = seed }

  private mutating func random() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  private mutating func random(below bound: Int) -> Int {
    bound <= 1 ? 0 : Int(truncatingIfNeeded: random() % UInt64(bound))
  }

  /// One spoilt text.
  mutating func next() -> [UInt8] {
    let index = random(below: texts.count)
    var text = texts[index]
    // Where tokens begin is known for whole texts only; later rounds take any byte for one.
    var starts = tokens[index]
    for _ in 0...random(below: 4) {
      mutate(&text, starts)
      starts = []
    }
    return text
  }

  private mutating func mutate(_ text: inout [UInt8], _ starts: [Int]) {
    switch random(below: 14) {
    case 0:
      for _ in 0...random(below: 8) where !text.isEmpty {
        text[random(below: text.count)] ^= UInt8(truncatingIfNeeded: 1 << random(below: 8))
      }
    case 1:
      for _ in 0...random(below: 4) {
        let byte = Self.bytes[random(below: Self.bytes.count)]
        text.insert(byte, at: random(below: text.count + 1))
      }
    case 2: text.removeSubrange(range(in: text, 200))
    case 3:
      let range = range(in: text, 200)
      text.insert(contentsOf: text[range], at: random(below: text.count + 1))
    case 4: text.removeSubrange(random(below: text.count + 1)...)
    case 5: text.removeSubrange(token(in: text, starts))
    case 6:
      let token = token(in: text, starts)
      text.insert(contentsOf: text[token], at: token.lowerBound)
    case 7:
      let one = token(in: text, starts)
      let other = token(in: text, starts)
      guard one.upperBound <= other.lowerBound else { return }
      let (first, second) = (Array(text[one]), Array(text[other]))
      text.replaceSubrange(other, with: first)
      text.replaceSubrange(one, with: second)
    case 8:
      let other = random(below: texts.count)
      let cut = token(in: texts[other], tokens[other]).lowerBound
      text.removeSubrange(token(in: text, starts).lowerBound...)
      text += texts[other][cut...]
    case 9:
      let nest = Nests.all[random(below: Nests.all.count)]
      let count = 1 << random(below: 11)
      insert(nest.text(count), into: &text, starts)
    case 10:
      let giant = String(
        repeating: ["x", "1", "\"a\" ", "ä", "/**/", " ", "\n"][random(below: 7)],
        count: 1 << random(below: 14))
      insert(giant, into: &text, starts)
    case 11: insert(Self.openings[random(below: Self.openings.count)], into: &text, starts)
    case 12:
      let bomb = Self.bombs[random(below: Self.bombs.count)]
      insert("\n" + bomb + "\n", into: &text, [])
    default: insert(Self.words[random(below: Self.words.count)], into: &text, starts)
    }
  }

  private mutating func insert(_ piece: String, into text: inout [UInt8], _ starts: [Int]) {
    let place = token(in: text, starts).lowerBound
    text.insert(contentsOf: " \(piece) ".utf8, at: place)
  }

  private mutating func range(in text: [UInt8], _ length: Int) -> Range<Int> {
    let lower = random(below: text.count + 1)
    return lower..<min(text.count, lower + random(below: length))
  }

  private mutating func token(in text: [UInt8], _ starts: [Int]) -> Range<Int> {
    guard starts.count > 1 else { return range(in: text, 12) }
    let index = random(below: starts.count - 1)
    guard starts[index + 1] <= text.count else { return range(in: text, 12) }
    return starts[index]..<starts[index + 1]
  }

  /// Where tokens begin, roughly.
  private static func starts(_ text: [UInt8]) -> [Int] {
    func isWord(_ byte: UInt8) -> Bool {
      byte == 95 || (byte >= 48 && byte <= 57) || (byte | 32 >= 97 && byte | 32 <= 122)
    }
    var starts: [Int] = []
    for (index, byte) in text.enumerated() where byte > 32 {
      if index == 0 || !isWord(byte) || !isWord(text[index - 1]) { starts.append(index) }
    }
    return starts + [text.count]
  }

  private static let bytes = Array("\"'\\(){}[]#,;:*&\n\r\t =<>-+!~%^|?./@$`\0\u{7F}x0".utf8) + [0x80, 0xFF]

  private static let openings = [
    "/*", "\"", "'", "\n#if 1\n", "\n#if 0\n", "\n#ifdef CONFIG_X\n", "\n#else\n", "\n#endif\n",
    "\n#define X(",
    "\n#define X(a, b) a ## b #a\n", "\\\n", "//", "*/", "({", "})", "...", "##", "#", "\n#", "\n#include <",
  ]

  private static let bombs = [
    "#define A B B\n#define B C C\n#define C D D\n#define D E E\n#define E F F\n#define F G G\n#define G A x\nA A",
    "#define R(x) R(x x) x\nR(R(R(R(R(1)))))", "#define S(x) #x #x\nS(S(S(S(S(S(\"\\\\\"))))))",
    "#define P(a, b) a ## b\nP(P(P(a, b), c), P(x, 1)) P(+, +) P(., .) P(/, *)",
    "#define V(x, ...) f(x, ## __VA_ARGS__)\nV(1) V(1, ) V(V, V(1, 2))",
    "#define O O O\n#define I (\nF I O", "#define F(x) x\nF F F(F)(F(F)) F(",
    "#define if(x) for (x)\n#define int", "#define X }\nX X { X",
    "#define self self(self\nself",
  ]

  private static let words = [
    "if", "else", "while", "do", "for", "switch", "case", "default", "goto", "return", "break", "continue",
    "struct", "union",
    "enum", "typedef", "static", "extern", "inline", "const", "volatile", "__percpu", "__init",
    "__aligned(8)", "__free(kfree)",
    "__attribute__((packed))", "sizeof", "typeof", "_Generic", "asm", "__label__", "fallthrough", "int",
    "unsigned", "long",
    "void", "u32", "foo_t", "x", "0", "0xffffffffffffffffff", "1.5", "\"s\"", "'c'", "->", "...", "==", "<<=",
    "? :", "&&",
    "for_each_cpu(x, y)", "guard(mutex)(&m);", "scoped_guard(mutex, &m)", "list_for_each_entry(a, b, c) {",
    "DECLARE_BITMAP(a, 1);",
    "IS_ENABLED(CONFIG_X)", "CONFIG_X", "struct_group(a, int b;)", "{ .a = 1, [0 ... 1] = { } }", "({ x; })",
    "x:",
  ]
}
