/// Takes apart what a terminal was sent, and knows the little that this program sends.
struct TerminalOutput {
  enum Item: Equatable {
    case text(Unicode.Scalar)
    case title(String)
    /// A sequence, or a control character, that ncurses uses to draw.
    case drawing
    /// Anything else.
    case foreign(String)
  }

  let items: [Item]

  init(_ bytes: [UInt8]) {
    var rest = String(decoding: bytes, as: UTF8.self).unicodeScalars[...]
    var items: [Item] = []
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\u{1B}": items.append(Self.sequence(&rest))
      case "\r", "\n", "\u{8}": items.append(.drawing)
      default:
        items.append(scalar.isForbidden ? .foreign("U+\(scalar.value)") : .text(scalar))
      }
    }
    self.items = items
  }

  private static func sequence(_ rest: inout Substring.UnicodeScalarView) -> Item {
    switch rest.popFirst() {
    case "[":
      let parameters = rest.prefix { 0x20...0x3F ~= $0.value }
      rest = rest.dropFirst(parameters.count)
      let body = String(parameters)
      guard let final = rest.popFirst() else { return .foreign("CSI \(body)") }
      let isPlain = body.unicodeScalars.allSatisfy { "0123456789;".unicodeScalars.contains($0) }
      // Moving, erasing, inserting, scrolling, repeating, colours.
      if isPlain, "ABCDGHJKLMPSTX@bdmr".unicodeScalars.contains(final) { return .drawing }
      return own.contains(body + String(final)) ? .drawing : .foreign("CSI \(body)\(final)")
    case "]":
      let body = rest.prefix { $0 != "\u{1B}" && $0 != "\u{7}" }
      rest = rest.dropFirst(body.count)
      guard rest.popFirst() == "\u{1B}", rest.popFirst() == "\\", String(body).hasPrefix("2;"),
        !body.contains(where: \.isForbidden)
      else { return .foreign("OSC \(String(body))") }
      return .title(String(body.dropFirst(2)))
    case "(": return rest.popFirst() == "B" ? .drawing : .foreign("character set")
    case "\\": return .drawing
    case let other: return .foreign("ESC \(other.map { String($0) } ?? "")")
    }
  }

  /// What is sent on entering, on leaving and around a frame.
  private static let own: Set<String> = [
    "?1049h", "?1049l", "22;0;0t", "23;0;0t", "?1h", "?1l", "?12l", "?12h", "?25h", "?25l",
    "?2004h", "?2004l", "?1004h", "?1004l", "?1000l", "?1002l", "?1006l", "?2026h", "?2026l", "4l",
  ]
}
