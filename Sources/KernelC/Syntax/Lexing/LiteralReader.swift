/// Values of literals, from their spelling.
enum LiteralReader {
  /// An integer constant; nil if the spelling is none, or its value needs more than 64 bits.
  static func integer(_ spelling: ArraySlice<UInt8>) -> CIntegerConstant? {
    var digits = spelling
    var isUnsigned = false
    var longs = 0
    suffix: while let last = digits.last {
      switch last {
      case 117, 85:
        guard !isUnsigned else { return nil }
        isUnsigned = true
      case 108, 76:
        guard longs < 2 else { return nil }
        longs += 1
      default: break suffix
      }
      digits.removeLast()
    }
    guard let first = digits.first, let (value, radix) = number(digits, first: first) else { return nil }
    let rank: CIntegerConstant.Rank = longs == 0 ? .int : longs == 1 ? .long : .longLong
    return typed(value, isDecimal: radix == 10, isUnsigned: isUnsigned, rank: rank)
  }

  private static func number(_ digits: ArraySlice<UInt8>, first: UInt8) -> (value: UInt64, radix: UInt64)? {
    var radix: UInt64 = 10
    var rest = digits
    if first == 48 && digits.count > 1 {
      switch digits[digits.startIndex + 1] | 32 {
      case 120: (radix, rest) = (16, digits.dropFirst(2))
      case 98: (radix, rest) = (2, digits.dropFirst(2))
      default: (radix, rest) = (8, digits.dropFirst())
      }
    }
    guard !rest.isEmpty else { return nil }
    var value: UInt64 = 0
    for byte in rest {
      guard let digit = hexadecimal(byte), digit < radix else { return nil }
      let (product, overflows) = value.multipliedReportingOverflow(by: radix)
      let (sum, overflowsToo) = product.addingReportingOverflow(digit)
      guard !overflows && !overflowsToo else { return nil }
      value = sum
    }
    return (value, radix)
  }

  /// The first type of C11's list that holds the value; a decimal constant without `u` stays signed as long
  /// as it can.
  private static func typed(
    _ value: UInt64, isDecimal: Bool, isUnsigned: Bool, rank: CIntegerConstant.Rank
  ) -> CIntegerConstant {
    var rank = rank
    var isUnsigned = isUnsigned
    if rank == .int {
      let fitsSigned = value <= UInt64(Int32.max)
      let fitsUnsigned = value <= UInt64(UInt32.max)
      if isUnsigned {
        if !fitsUnsigned { rank = .long }
      } else if !fitsSigned {
        if !isDecimal && fitsUnsigned { isUnsigned = true } else { rank = .long }
      }
    }
    if rank != .int && value > UInt64(Int64.max) { isUnsigned = true }
    return CIntegerConstant(value: value, isUnsigned: isUnsigned, rank: rank, isCharacter: false)
  }

  /// A number with a point or an exponent.
  static func isFloating(_ spelling: ArraySlice<UInt8>) -> Bool {
    let isHexadecimal = spelling.count > 1 && spelling.dropFirst().first! | 32 == 120
    return spelling.contains { $0 == 46 || (!isHexadecimal && $0 | 32 == 101) }
      && spelling.allSatisfy { hexadecimal($0) != nil || "xX.+-lLpP".utf8.contains($0) }
  }

  /// A character constant. The kernel's `char` is unsigned since 6.2, so no sign is extended.
  static func character(_ spelling: ArraySlice<UInt8>) -> CIntegerConstant? {
    guard let open = spelling.firstIndex(of: 39), spelling.count >= 3 else { return nil }
    let bytes = decoded(spelling[(open + 1)..<(spelling.endIndex - 1)])
    guard !bytes.isEmpty, bytes.count <= 8 else { return nil }
    let value = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return CIntegerConstant(value: value, isUnsigned: false, rank: .int, isCharacter: true)
  }

  /// A string literal.
  static func string(_ spelling: ArraySlice<UInt8>) -> CStringConstant? {
    guard let open = spelling.firstIndex(of: 34), spelling.endIndex - open >= 2 else { return nil }
    let prefix = String(decoding: spelling[..<open], as: UTF8.self)
    return CStringConstant(bytes: decoded(spelling[(open + 1)..<(spelling.endIndex - 1)]), prefix: prefix)
  }

  /// What stands between quotation marks, with escapes resolved. An escape that is none stands for its
  /// character, as compilers have it.
  private static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      index += 1
      guard byte == 92, index < text.endIndex else {
        result.append(byte)
        continue
      }
      let escape = text[index]
      index += 1
      switch escape {
      case 110: result.append(10)
      case 116: result.append(9)
      case 114: result.append(13)
      case 97: result.append(7)
      case 98: result.append(8)
      case 101: result.append(27)
      case 102: result.append(12)
      case 118: result.append(11)
      case 48...55: result.append(octal(escape, text, &index))
      case 120: result.append(hexadecimalEscape(text, &index))
      case 32, 9, 13, 10:
        // A backslash that joins lines, with blanks behind it as GNU C allows; else a blank.
        let lineFeed = text[(index - 1)...].firstIndex { $0 != 32 && $0 != 9 && $0 != 13 }
        if let lineFeed, text[lineFeed] == 10 { index = lineFeed + 1 } else { result.append(escape) }
      default: result.append(escape)
      }
    }
    return result
  }

  private static func octal(_ first: UInt8, _ text: ArraySlice<UInt8>, _ index: inout Int) -> UInt8 {
    var value = UInt32(first - 48)
    var count = 1
    while count < 3, index < text.endIndex, text[index] >= 48, text[index] <= 55 {
      value = value * 8 + UInt32(text[index] - 48)
      index += 1
      count += 1
    }
    return UInt8(truncatingIfNeeded: value)
  }

  private static func hexadecimalEscape(_ text: ArraySlice<UInt8>, _ index: inout Int) -> UInt8 {
    var value: UInt64 = 0
    while index < text.endIndex, let digit = hexadecimal(text[index]) {
      value = value << 4 | digit
      index += 1
    }
    return UInt8(truncatingIfNeeded: value)
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt64? {
    switch byte {
    case 48...57: UInt64(byte - 48)
    case 97...102: UInt64(byte - 87)
    case 65...70: UInt64(byte - 55)
    default: nil
    }
  }
}
