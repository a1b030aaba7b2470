/// Text that is safe to print: no control character but the newline, nothing invisible, tabs
/// expanded, Hangul composed. Only this module's sanitiser makes it, from any text, and only it
/// can be drawn.
public struct SafeText: Sendable, Hashable {
  public let string: String

  /// Tabs go to the next multiple of this many cells.
  public static let tabWidth = 4

  /// Makes any text safe. What cannot be shown as it is appears as a visible mark, like `␛` or
  /// `⟨U+202E⟩`.
  public init(_ text: String) {
    if text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 || $0 == 0x0A }) {
      string = text
      return
    }
    var sanitizer = Sanitizer()
    sanitizer.text.reserveCapacity(text.utf8.count)
    text.forEachCluster { cluster, _ in sanitizer.append(cluster) }
    string = sanitizer.text
  }

  /// For text that is put together from what is safe already.
  init(unchecked string: String) {
    self.string = string
  }

  public var isEmpty: Bool { string.isEmpty }

  /// Both texts, made safe anew: at the seam two harmless characters may become one cluster.
  public static func + (a: SafeText, b: SafeText) -> SafeText {
    SafeText(a.string + b.string)
  }
}

/// Makes text safe cluster by cluster.
struct Sanitizer {
  var text = ""
  /// Where the next cluster stands in its line, for tabs.
  var column = 0
  private let widths = DisplayWidth()
  private var cells = CellTexts()

  mutating func append(_ cluster: Cluster) {
    switch cluster {
    case .plain(let scalar):
      text.unicodeScalars.append(scalar)
      column += widths.of(scalar)
    case .newline:
      text += "\n"
      column = 0
    case .tab:
      let count = SafeText.tabWidth - column % SafeText.tabWidth
      text += String(repeating: " ", count: count)
      column += count
    case .other(let character):
      cells.removeAll()
      cells.append(character, widths: widths)
      for cell in cells.items {
        text += cell.text
        column += cell.width
      }
    }
  }
}

extension SafeText: ExpressibleByStringInterpolation {
  public init(stringLiteral value: String) {
    self.init(value)
  }
}

extension SafeText: CustomStringConvertible {
  public var description: String { string }
}
