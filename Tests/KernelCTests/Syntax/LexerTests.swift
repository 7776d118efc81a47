import Testing

@testable import KernelC

@Suite("Tokens of C")
struct LexerTests {
  private func tokens(_ text: String) -> [String] {
    var symbols = SymbolTable()
    var text = text
    return text.withUTF8 { buffer in
      var lexer = Lexer(buffer, limit: 1000)
      lexer.read(into: &symbols)
      return lexer.tokens.map { token in
        let spelling =
          token.kind == .problem ? "\(lexer.problems[token.symbol.index])" : symbols.text(token.symbol)
        return token.kind.spelling.isEmpty ? "\(token.kind):\(spelling)" : token.kind.spelling
      }
    }
  }

  @Test("each punctuator is the longest that fits")
  func punctuators() {
    let all = [
      "(", ")", "[", "]", "{", "}", ";", ",", ":", "?", ".", "->", "...", "+", "-", "*", "/", "%", "&", "|",
      "^", "~", "!", "++", "--",
      "<<", ">>", "<", ">", "<=", ">=", "==", "!=", "&&", "||", "=", "+=", "-=", "*=", "/=", "%=", "&=", "|=",
      "^=", "<<=", ">>=", "#",
      "##",
    ]
    #expect(tokens(all.joined(separator: " ")) == all)
    #expect(
      tokens("a+++b<<=c>>=d--->e....f") == [
        "identifier:a", "++", "+", "identifier:b", "<<=", "identifier:c", ">>=", "identifier:d", "--", "->",
        "identifier:e", "...", ".",
        "identifier:f",
      ])
    for punctuator in all where punctuator.count > 1 {
      #expect(tokens("a\(punctuator)b").count == 3, "\(punctuator)")
    }
  }

  @Test("words, numbers and literals")
  func words() {
    #expect(
      tokens("_a1 1a.5e+3x .5 0x1p-2 0x1e+2") == [
        "identifier:_a1", "number:1a.5e+3x", "number:.5", "number:0x1p-2", "number:0x1e", "+", "number:2",
      ])
    #expect(
      tokens(#""a\"b" 'c' L"d" u8"e" U'f' LL"g""#) == [
        #"string:"a\"b""#, "character:'c'", #"string:L"d""#, #"string:u8"e""#, "character:U'f'",
        "identifier:LL", #"string:"g""#,
      ])
    #expect(tokens("\"ä\"") == ["string:\"ä\""])
  }

  @Test("comments and joined lines are white space")
  func space() {
    #expect(
      tokens("a/* b */c//d\ne/**/f\\\ng\\ \nh") == [
        "identifier:a", "identifier:c", "identifier:e", "identifier:f", "identifier:g", "identifier:h",
      ])
    #expect(tokens("\"a\\\nb\"") == ["string:\"a\\\nb\""])
    #expect(tokens("// a \\\n b\nc") == ["identifier:c"])
  }

  @Test("what makes no token is kept")
  func invalid() {
    #expect(tokens("\"a\nb") == ["invalid:\"a", "identifier:b"])
    #expect(tokens("'a\nb") == ["invalid:'a", "identifier:b"])
    #expect(tokens("a @ ä\\x") == ["identifier:a", "invalid:@", "invalid:ä", "invalid:\\", "identifier:x"])
    #expect(tokens("a /* b") == ["identifier:a", "problem:a comment is not closed"])
    #expect(tokens("\"a\\") == ["invalid:\"a\\"])
    #expect(tokens("") == [])
    #expect(tokens("\0\u{1}") == ["invalid:\0\u{1}"])
  }

  @Test("a table of symbols gives a spelling one number, however many there are")
  func symbols() {
    var table = SymbolTable.known
    let known = table.count
    let names = (0..<5000).map { "name_\($0)" }
    let numbers = names.map { table.symbol($0) }
    #expect(Set(numbers).count == 5000)
    #expect(names.map { table.symbol($0) } == numbers)
    #expect(numbers.map { table.text($0) } == names)
    #expect(table.count == known + 5000)
    let words = ["CONFIG_X", "CONFIG_", "while"].map { table.symbol($0) }
    #expect(words.map { table.roles[$0.index] } == [.configuration, .none, .keyword(.while)])
    let types = ["foo_t", "_t"].map { table.symbol($0) }
    #expect(types.map { table.endsLikeType($0) } == [true, false])
  }
}
