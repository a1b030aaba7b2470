import CTerminal

/// Control sequences besides those of the picture. Empty where the terminal would print them.
enum Sequence {
  static let mouseOn = "\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h"
  static let mouseOff = "\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l"

  /// OSC 2, the window's title.
  static func title(_ title: String) -> String { command("2;" + clean(title, limit: 200)) }

  /// OSC 9, a notification, and the bell for terminals that know none.
  static func notification(_ message: String) -> String {
    command("9;" + clean(message, limit: 200)) + "\u{7}"
  }

  /// OSC 52, the clipboard.
  static func clipboard(_ text: String) -> String { command("52;c;" + base64(text)) }

  private static func command(_ content: String) -> String {
    terminal_screen_has_osc() ? "\u{1B}]" + content + "\u{1B}\\" : ""
  }

  private static func clean(_ text: String, limit: Int) -> String {
    var result = String.UnicodeScalarView()
    result.append(contentsOf: text.unicodeScalars.lazy.filter(\.isVisible).prefix(limit))
    return String(result)
  }

  static func base64(_ text: String) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group: UInt32 = 0
      for offset in 0..<3 {
        group = group << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0)
      }
      for place in 0..<4 {
        let digit = Int(group >> UInt32(18 - 6 * place) & 63)
        result.append(place <= count ? alphabet[digit] : UInt8(ascii: "="))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
