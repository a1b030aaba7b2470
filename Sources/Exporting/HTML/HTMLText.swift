/// Pieces of HTML that every part of the document is made of.
enum HTMLText {
  /// The document's language, or that of a text in it, by its letters; nil where they don't say.
  ///
  /// It decides which shapes of Chinese characters a browser picks, and where Korean breaks.
  static func language(_ text: String) -> String? {
    var han = false
    for scalar in text.unicodeScalars.prefix(20_000) {
      switch scalar.value {
      case 0xAC00...0xD7A3, 0x1100...0x11FF, 0x3131...0x318E: return "ko"
      case 0x3041...0x30FF: return "ja"
      case 0x4E00...0x9FFF: han = true
      default: break
      }
    }
    return han ? "zh" : nil
  }

  /// `dir="auto"`, and the language where it is known.
  static func direction(_ text: String) -> String {
    #" dir="auto""# + (language(text).map { #" lang="\#($0)""# } ?? "")
  }

  /// Text as it is written.
  static func verbatim(_ text: String, class name: String) -> String {
    // A newline behind the tag would be left out.
    let first = text.utf8.first == 0x0A ? "\n" : ""
    return #"<pre class="\#(name)"\#(direction(text))>\#(first)\#(MarkupText.escaped(text))</pre>"#
  }

  static func table(_ header: [String], _ rows: [[String]], class name: String) -> String {
    let head = header.map { "<th scope=\"col\">\($0)</th>" }.joined()
    let body = rows.map { row in
      let cells = row.enumerated().map { index, cell in
        index == 0 ? "<th scope=\"row\">\(cell)</th>" : "<td>\(cell)</td>"
      }
      return "<tr>\(cells.joined())</tr>\n"
    }
    return """
      <div class="wide"><table class="\(name)">
      <thead><tr>\(head)</tr></thead>
      <tbody>
      \(body.joined())</tbody>
      </table></div>

      """
  }
}
