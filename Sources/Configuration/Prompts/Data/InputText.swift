import FoundationEssentials

/// A file whose content is a variable's value: `@path`.
public enum InputText {
  /// Reads it, without a newline at its end.
  ///
  /// - Parameters:
  ///   - path: `~` is the home folder; what is relative is so to where the program runs.
  ///   - home: nil where there is none.
  /// - Throws: one sentence, with the path, where it is no text of at most 1 MiB.
  public static func read(_ path: String, home: String? = nil) throws(Problem) -> String {
    let name = String(path.unicodeScalars.prefix(200))
    let isOfHome = path == "~" || path.hasPrefix("~/")
    let place = isOfHome ? (home ?? "~") + path.dropFirst() : path
    guard !place.utf8.contains(0),
      let bytes = try TextFile.bytes(of: place, name: name, limit: TextFile.limit)
    else {
      throw Problem(name, "there is no such file; @@ begins a text with @")
    }
    var text = try TextFile.text(bytes, name: name)[...].unicodeScalars
    if text.first == "\u{FEFF}" { text.removeFirst() }
    if text.last == "\n" { text.removeLast() }
    if text.last == "\r" { text.removeLast() }
    return String(Substring(text))
  }
}
