/// Texts that come from files may be of any length, and what is drawn anew for every frame must not
/// cost more than a screen can show.
extension String {
  /// More than a line of a thousand cells needs.
  static let shownBytes = 4096

  /// The text, cut off after what fits on a screen in any case.
  var beginning: String {
    if utf8.count <= Self.shownBytes { return self }
    let end = utf8.index(startIndex, offsetBy: Self.shownBytes)
    return String(unicodeScalars[..<end]) + "…"
  }

  /// The beginning of the first line.
  var firstLine: String {
    let start = beginning
    return String(start.unicodeScalars.prefix { $0 != "\n" && $0 != "\r" })
  }

  /// The beginning in one line: line ends are shown, as a name that holds one is not to hide it.
  var singleLine: String {
    let start = beginning
    if !start.utf8.contains(UInt8(ascii: "\n")) { return start }
    return String(
      String.UnicodeScalarView(start.unicodeScalars.map { $0 == "\n" ? "\u{240A}" : $0 }))
  }

  /// The end of a text in one line.
  var singleLineEnd: String {
    let end = String(unicodeScalars.suffix(String.shownBytes))
    return end.singleLine
  }
}
