import Cells

/// Keys that mean the same in every list, every text and every line that lies over the panes.
extension Key {
  /// Which line of a list is selected after this key, which may lie outside of it; nil where the key
  /// selects nothing.
  func selected(after index: Int, page: Int) -> Int? {
    switch self {
    case Key(.up), .control("p"), Key(.backTab): index - 1
    case Key(.down), .control("n"), Key(.tab): index + 1
    case Key(.pageUp): index - page
    case Key(.pageDown): index + page
    case Key(.home): 0
    case Key(.end): .max
    default: nil
    }
  }

  /// Which line of a text is the first one after this key, which may lie outside of it; nil where the
  /// key does not scroll.
  func firstLine(after first: Int, page: Int) -> Int? {
    switch onLatinKeyboard {
    case Key(.up), .plain("k"): first - 1
    case Key(.down), .plain("j"), Key(.enter): first + 1
    case Key(.pageUp), .plain("b"): first - page
    case Key(.pageDown), .plain("f"), .plain(" "): first + page
    case .control("u"): first - page / 2
    case .control("d"): first + page / 2
    case Key(.home), .plain("g"): 0
    case Key(.end), .plain("G"): .max
    default: nil
    }
  }

  /// What a line that is typed holds after this key; nil where the key types nothing.
  func typed(into text: String) -> String? {
    switch self {
    case Key(.backspace), .control("h"): return String(text.dropLast())
    case .control("u"): return ""
    case .control("w"):
      let kept = text.reversed().drop { $0 == " " }.drop { $0 != " " }
      return String(kept.reversed())
    default:
      guard case .character(let character) = code, modifiers.subtracting(.shift).isEmpty else {
        return nil
      }
      return text + String(character)
    }
  }

  /// The key, or the one that lies under a Korean letter.
  var onLatinKeyboard: Key {
    guard case .character(let character) = code, let latin = KoreanKeys.key(under: character)
    else { return self }
    return Key(.character(latin), modifiers)
  }
}
