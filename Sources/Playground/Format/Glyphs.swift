import Cells

/// The signs the screen is drawn with.
///
/// Lines, dots and arrows of the Unicode set are of ambiguous width; where a terminal draws them
/// two cells wide, those come from ASCII, and the rest stays.
struct Glyphs: Equatable {
  /// ASCII only: states are words.
  let isASCII: Bool

  let light: LineSet
  let heavy: LineSet
  let promptBar: SafeText
  let caret: SafeText
  let ellipsis: SafeText
  let recording: SafeText
  let composer: SafeText
  let playing: SafeText
  let pausing: SafeText
  /// The moment that is shown of a replay.
  let position: SafeText
  /// Where answers differ.
  let differs: SafeText
  let marked: SafeText
  let more: SafeText
  let down: SafeText
  let separator: SafeText
  let times: SafeText
  let star: SafeText
  /// The best of several figures.
  let best: SafeText
  /// Sorted so, the first at the top.
  let falling: SafeText
  let rising: SafeText
  private let variantMarks: (String, String)

  /// "‹2/3›"
  func variant(_ number: Int, of count: Int) -> String {
    "\(variantMarks.0)\(number)/\(count)\(variantMarks.1)"
  }

  static func == (a: Glyphs, b: Glyphs) -> Bool {
    a.isASCII == b.isASCII && a.separator == b.separator
  }

  struct LineSet: Equatable {
    let horizontal: SafeText
    let vertical: SafeText
    let topLeft: SafeText
    let topRight: SafeText
    let bottomLeft: SafeText
    let bottomRight: SafeText

    init(
      _ h: SafeText, _ v: SafeText, _ tl: SafeText, _ tr: SafeText, _ bl: SafeText, _ br: SafeText
    ) {
      (horizontal, vertical, topLeft, topRight, bottomLeft, bottomRight) = (h, v, tl, tr, bl, br)
    }
  }

  /// ASCII only.
  static let ascii = Glyphs(isASCII: true, ambiguousIsWide: false)
  /// For terminals that draw characters of ambiguous width in one cell.
  static let narrow = Glyphs(isASCII: false, ambiguousIsWide: false)
  /// For those that draw them in two.
  static let wide = Glyphs(isASCII: false, ambiguousIsWide: true)

  private init(isASCII: Bool, ambiguousIsWide: Bool) {
    self.isASCII = isASCII
    let plain = isASCII || ambiguousIsWide
    light =
      plain ? LineSet("-", "|", "+", "+", "+", "+") : LineSet("─", "│", "╭", "╮", "╰", "╯")
    heavy =
      plain ? LineSet("=", "|", "+", "+", "+", "+") : LineSet("━", "┃", "┏", "┓", "┗", "┛")
    promptBar = isASCII ? ">" : plain ? "⎮" : "▎"
    caret = plain ? "_" : "▏"
    ellipsis = isASCII ? "~" : plain ? "⋯" : "…"
    recording = plain ? "*" : "●"
    composer = isASCII ? ">" : "›"
    playing = isASCII ? "> " : "▸ "
    pausing = "||"
    position = plain ? "*" : "●"
    differs = plain ? "#" : "≠"
    marked = plain ? "*" : "●"
    more = plain ? "v more" : "↓ more"
    down = plain ? "v" : "↓"
    separator = plain ? "|" : "│"
    times = plain ? "x" : "×"
    star = plain ? "*" : "★"
    best = isASCII ? "*" : "✦"
    falling = isASCII ? "v" : "▾"
    rising = isASCII ? "^" : "▴"
    variantMarks = isASCII ? ("<", ">") : ("‹", "›")
  }
}
