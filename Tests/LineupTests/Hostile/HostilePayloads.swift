/// Text of the kind that a model, a file or a name can hold, and that must not reach a terminal.
struct HostilePayload: Sendable, CustomStringConvertible {
  let name: String
  /// As it arrives, token by token.
  let pieces: [String]

  var text: String { pieces.joined() }
  var description: String { name }

  init(_ name: String, _ pieces: String...) {
    self.name = name
    self.pieces = pieces
  }

  static let all =
    controls + commands + controlSequences + deviceStrings + escapes + invisible + split + scripts
    + long

  private static func scalar(_ value: UInt32) -> String {
    Unicode.Scalar(value).map { String($0) } ?? "\u{FFFD}"
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    "U+" + String(value, radix: 16, uppercase: true)
  }

  /// C0 without newline and tab, DEL, C1.
  private static let controls: [HostilePayload] =
    (Array(0..<0x20) + Array(0x7F...0x9F)).filter { $0 != 0x09 && $0 != 0x0A }.map {
      HostilePayload("control \(hexadecimal($0))", "a\(scalar($0))b")
    }

  /// Operating system commands, each in the forms there are.
  private static let commands: [HostilePayload] =
    [
      ("sets the clipboard", "52;c;cm0gLXJm"), ("asks for the clipboard", "52;c;?"),
      ("clears the clipboard", "52;;"), ("link", "8;;http://example.org/"), ("title", "0;title"),
      ("icon", "1;icon"), ("window title", "2;title"), ("property", "3;WM_CLASS=x"),
      ("asks for a colour", "4;1;?"), ("sets a colour", "4;1;rgb:ff/00/00"),
      ("asks for the foreground", "10;?"), ("asks for the background", "11;?"),
      ("cursor colour", "12;red"), ("resets colours", "104"), ("folder", "7;file:///etc"),
      ("notification", "9;hello"), ("progress", "9;4;1;50"),
      ("notification of urxvt", "777;notify;a;b"),
      ("file of iTerm", "1337;File=name=eA==;inline=1:AAAA"), ("prompt mark", "133;A"),
      ("font", "50;#1"), ("command line of VS Code", "633;E;rm"), ("pointer", "22;text"),
    ].flatMap { name, body in
      [
        HostilePayload("OSC \(name), BEL", "\u{1B}]\(body)\u{7}after"),
        HostilePayload("OSC \(name), ST", "\u{1B}]\(body)\u{1B}\\after"),
        HostilePayload("OSC \(name), C1", "\u{9D}\(body)\u{9C}after"),
      ]
    } + [
      HostilePayload("OSC that never ends", "\u{1B}]0;and so on, and on"),
      HostilePayload("OSC that a newline breaks off", "\u{1B}]52;c;\nafter"),
    ]

  private static let controlSequences: [HostilePayload] =
    [
      "6n", "5n", "?6n", "c", ">c", "=c", "x", "?1049l", "?1049h", "?47l", "2J", "3J", "J", "K",
      "20t", "21t", "14t", "8;10;10t", "22;0t", "?25l", "?1000h", "?1003h", "?2004l", "?2026h", "H",
      "5;5H", "99A", "99D", "5i", "4h", "20h", "31m", "0m", "8m", "38;5;1m", "?5h", "?7l", "2;3r",
      "10L", "10M", "10P", "10@", "10X", "100b", "5S", "5T", "!p", "\"q", "61\"p", "?2026$p",
      "6 q", "s", "u", ">4;2m", "=1u", ">1u", "1;1;5;5$z", "0q", "g", "3g", "Z", "?69h",
    ].flatMap { body in
      [
        HostilePayload("CSI \(body)", "\u{1B}[\(body)after"),
        HostilePayload("CSI \(body), C1", "\u{9B}\(body)after"),
      ]
    } + [
      HostilePayload("CSI that never ends", "\u{1B}[1;2;3;4"),
      HostilePayload("CSI with a control within", "\u{1B}[3\u{8}1m"),
    ]

  private static let deviceStrings: [HostilePayload] =
    [
      ("DCS", "P", "\u{90}", "$qm"), ("DECRQSS", "P", "\u{90}", "$qr"),
      ("XTGETTCAP", "P", "\u{90}", "+q544e"), ("DECRSPS", "P", "\u{90}", "1$t0"),
      ("sixel", "P", "\u{90}", "q#0;2;0;0;0~-"), ("keys", "P", "\u{90}", "0;1|17/0d"),
      ("passed on by tmux", "P", "\u{90}", "tmux;\u{1B}\u{1B}]52;c;eA==\u{7}"),
      ("APC", "_", "\u{9F}", "Gi=1,a=T,f=24;AAAA"), ("PM", "^", "\u{9E}", "text"),
      ("SOS", "X", "\u{98}", "text"),
    ].flatMap { name, letter, c1, body in
      [
        HostilePayload(name, "\u{1B}\(letter)\(body)\u{1B}\\after"),
        HostilePayload("\(name), C1", "\(c1)\(body)\u{9C}after"),
        HostilePayload("\(name) that never ends", "\u{1B}\(letter)\(body)"),
      ]
    }

  private static let escapes: [HostilePayload] = [
    "c", "7", "8", "D", "E", "H", "M", "N", "O", "Z", "=", ">", "(0", "(B", ")0", "*0", "#8", "#3",
    "%@", "%G", " F", "n", "o", "|", "}", "~", "l", "m", "6", "9", "k title\u{1B}\\", "\u{1B}",
  ].map { HostilePayload("ESC \($0)", "\u{1B}\($0)after") }

  private static let invisible: [HostilePayload] = {
    let bidi: [UInt32] = Array(0x202A...0x202E) + Array(0x2066...0x2069) + [0x200E, 0x200F, 0x61C]
    let blank: [UInt32] = [
      0x200B, 0x200C, 0x200D, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0x206A, 0x206F, 0xFEFF,
      0x180E,
      0x34F, 0xAD, 0x115F, 0x1160, 0x3164, 0xFFA0, 0x17B4, 0x1D173, 0x2028, 0x2029,
    ]
    let odd: [UInt32] = [
      0xFFF9, 0xFFFA, 0xFFFB, 0xFFFE, 0xFFFF, 0xFDD0, 0x1FFFE, 0x10FFFF, 0x378, 0xE000, 0xF8FF,
      0xF0001, 0x10EEEE, 0x10FFFD, 0xE0001, 0xE007F, 0xE0080, 0xE01F0,
    ]
    let tags = "cat".unicodeScalars.map { scalar(0xE0000 + $0.value) }.joined()
    return (bidi + blank + odd).map {
      HostilePayload("invisible \(hexadecimal($0))", "a\(scalar($0))b")
    } + [
      HostilePayload("overridden line", "safe\u{202E}gnp.exe"),
      HostilePayload("hidden word in tags", "hello\(tags)!"),
      HostilePayload("hidden word after an emoji", "👍\(tags)\u{E007F}"),
      HostilePayload("hidden word after a flag", "🏴\(tags)\u{E007F}"),
      HostilePayload(
        "hidden bytes in selectors", "a\u{FE00}\u{FE01}\u{E0100}\u{E0101}\u{E01EF}b"),
      HostilePayload("only invisible", "\u{200B}\u{200B}\u{2060}\u{FEFF}"),
    ]
  }()

  /// Harmless pieces that are harmful together.
  private static let split: [HostilePayload] = [
    HostilePayload("ESC and its command apart", "\u{1B}", "]52;c;eA==", "\u{7}", "after"),
    HostilePayload("CSI letter by letter", "\u{1B}", "[", "2", "J", "after"),
    HostilePayload("C1 and the rest apart", "\u{9B}", "6", "n"),
    HostilePayload("ST in two", "\u{1B}]0;x", "\u{1B}", "\\after"),
    HostilePayload("carriage return and newline apart", "one\r", "\ntwo"),
    HostilePayload("carriage return over a line", "harmless\r", "rm -rf"),
    HostilePayload("override and its end apart", "\u{202E}", "abc", "\u{202C}"),
    HostilePayload("joiner apart", "👨", "\u{200D}", "👩", "\u{200D}", "👧"),
    HostilePayload("syllable in three", "\u{1112}", "\u{1161}", "\u{11AB}"),
    HostilePayload("mark apart", "e", "\u{301}", "\u{301}"),
    HostilePayload("flag in two", "🇰", "🇷"),
    HostilePayload("backspaces over a word", "yes", "\u{8}\u{8}\u{8}", "no"),
  ]

  private static let scripts: [HostilePayload] = [
    HostilePayload("decomposed Hangul", "\u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF}"),
    HostilePayload(
      "old Hangul", "\u{1112}\u{119E}\u{11AB} \u{A960}\u{1161} \u{1140}\u{D7B0}\u{D7CB}"),
    HostilePayload("lone vowels and finals", "\u{1161}\u{1161} \u{11A8}\u{D7CB}"),
    HostilePayload("letters of Hangul", "ㅋㅋㅋ ㅏ \u{FFA1}\u{FFC2}"),
    HostilePayload("Arabic", "السلام عليكم \u{600}12"),
    HostilePayload("Hebrew among Latin", "a שלום (b) ג"),
    HostilePayload("Thai", "น้ำใสไหลเย็น กำ"),
    HostilePayload("Devanagari", "क्षत्रिय हिन्दी"),
    HostilePayload("Tibetan", "བོད་སྐད་\u{F71}\u{F72}\u{F74}"),
    HostilePayload("kana with a mark apart", "か\u{3099}は\u{309A}"),
    HostilePayload(
      "emoji", "👨‍👩‍👧‍👦 👍🏽 🇰🇷 ❤️ 1️⃣ 🏳️‍🌈 ☝🏽 🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}"),
    HostilePayload("keycap of anything", "x\u{20E3}\u{FE0F}"),
    HostilePayload("signs of one cell or two", "─…·●×①♥★ｱ한"),
    HostilePayload("new emoji", "\u{1FAEA}\u{1FADF}\u{1FAC8}"),
    HostilePayload("replacement characters", "\u{FFFD}\u{FFFD}"),
    HostilePayload("cuneiform and hieroglyphs", "\u{12000}\u{13000}\u{13430}\u{13001}"),
    HostilePayload("music", "\u{1D15F}\u{1D16E}"),
    HostilePayload("blanks of all kinds", "a\u{A0}b\u{2003}c\u{3000}d\u{202F}e\u{205F}f\u{1680}g"),
    HostilePayload("tabs", "a\tb\t\tc\n\td"),
  ]

  private static let long: [HostilePayload] = [
    HostilePayload("a thousand marks on a letter", "z" + String(repeating: "\u{301}", count: 1000)),
    HostilePayload(
      "marks of many kinds", "z" + String(repeating: "\u{301}\u{323}\u{20DD}\u{36F}", count: 50)),
    HostilePayload("marks without a letter", String(repeating: "\u{334}", count: 500)),
    HostilePayload(
      "a family of a thousand", Array(repeating: "👩", count: 1000).joined(separator: "\u{200D}")),
    HostilePayload("joiners", "👩" + String(repeating: "\u{200D}", count: 500)),
    HostilePayload("skin tones", "👍" + String(repeating: "🏽", count: 500)),
    HostilePayload("letters of flags", String(repeating: "🇰", count: 501)),
    HostilePayload("leading consonants", String(repeating: "\u{1100}", count: 500)),
    HostilePayload("vowels", "\u{1100}" + String(repeating: "\u{1161}", count: 500)),
    HostilePayload("a line without end", String(repeating: "x", count: 60_000)),
    HostilePayload("a Korean line without end", String(repeating: "가", count: 20_000)),
    HostilePayload("a line of blanks", String(repeating: " ", count: 60_000) + "x"),
    HostilePayload("line ends", String(repeating: "\n", count: 5_000)),
    HostilePayload("tabs without end", String(repeating: "\t", count: 5_000)),
    HostilePayload("escapes without end", String(repeating: "\u{1B}[5;5H\u{9B}A", count: 2_000)),
  ]
}
