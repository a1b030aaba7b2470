/// What a cell's text means to line breaking: the few classes of UAX #14 that answers of language
/// models need.
enum BreakClass {
  case blank
  /// Latin and the like, digits, and Hangul, which breaks at blanks.
  case word
  case hyphen
  /// Han, kana, emoji: a line may break on either side.
  case ideograph
  /// Never at a line's end.
  case opening
  /// Never at a line's start.
  case closing

  init(_ cell: CellText) {
    let value = cell.base.value
    switch value {
    // Most of what there is.
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: self = .word
    case 0x20, 0x1680, 0x2000...0x2006, 0x2008...0x200A, 0x205F, 0x3000:
      // A blank that carries a mark is seen, and must not be left out at a line's end.
      self = cell.text.utf8.count == UTF8.width(cell.base) ? .blank : .word
    case 0x2D, 0x2010: self = .hyphen
    case 0..<0x80 where Self.closers.contains(value): self = .closing
    case 0..<0x80: self = Self.openers.contains(value) ? .opening : .word
    case 0xA0..<0x2000 where value != 0xAB && value != 0xBB && value != 0x1680: self = .word
    case 0x4E00...0x9FFF: self = .ideograph
    case 0xAC00...0xD7A3: self = .word
    default:
      if Self.closers.contains(value) {
        self = .closing
      } else if Self.openers.contains(value) {
        self = .opening
      } else {
        self = cell.width == 2 && !cell.base.isHangul ? .ideograph : .word
      }
    }
  }

  /// Whether a line may break between two neighbours; `before` is what precedes the first.
  static func allowsBreak(_ a: BreakClass, _ b: BreakClass, before: BreakClass?) -> Bool {
    switch (a, b) {
    case (_, .blank): false
    case (.blank, _): true
    case (.opening, _), (_, .closing): false
    case (.ideograph, _), (_, .ideograph): true
    case (.hyphen, .word): before == .word
    default: false
    }
  }

  /// Whether code may break between two neighbours where it has no blank: after a bracket or an
  /// operator, or before a member.
  static func allowsCodeBreak(_ a: String, _ b: String) -> Bool {
    if codeSigns.contains(b) { return b == "." && a != "." }
    return codeSigns.contains(a) && a != "."
  }

  private static let codeSigns: Set<String> = Set("([{,;=/|&+<>:.".map(String.init))

  private static func set(_ text: String) -> Set<UInt32> {
    Set(text.unicodeScalars.map(\.value))
  }

  private static let openers = set("([{（［｛「『〈《【〔〖〘〝“‘«｢")

  /// Closing punctuation, and the small kana and signs that lean on what precedes them.
  private static let closers = set(
    ")]},.!?:;%）］｝」』〉》】〕〗〙〞〟”’»｣、。，．・：；？！゛゜ヽヾゝゞ々〻ー…‥–—‐〜～％‼⁇⁈⁉｡､･ﾞﾟｰ"
      + "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｬｭｮｯ")
}
