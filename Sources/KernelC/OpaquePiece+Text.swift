extension CReport.OpaquePiece {
  /// Longer texts are cut: the place says where the rest is.
  private static let maximumText = 60

  /// A piece that a caller found.
  ///
  /// - Parameter kind: the reason without names, where it has some.
  public init(text: String, reason: String, kind: String? = nil, function: String, place: CPlace) {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let isLong = words.count > CReport.OpaquePiece.maximumText
    let quoted = isLong ? words.prefix(CReport.OpaquePiece.maximumText - 3) + "..." : words[...]
    self.init(
      function: function, text: quoted.isEmpty ? reason : "\(quoted): \(reason)", kind: kind ?? reason,
      place: place)
  }
}
