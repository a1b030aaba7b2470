import Cells
import Testing

struct DisplayWidthTests {
  let narrow = DisplayWidth()
  let wide = DisplayWidth(ambiguousIsWide: true)

  @Test(arguments: [
    ("a", 1), ("é", 1), ("e\u{301}", 1), ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("\u{1112}", 2),
    ("ㅎ", 2), ("漢", 2), ("あ", 2), ("ｱ", 1), ("Ａ", 2), ("。", 2), ("\u{3000}", 2),
    ("か\u{3099}", 2), ("✓", 1), ("⣿", 1), ("ก", 1), ("ก\u{E34}", 1), ("\u{20000}", 2),
  ])
  func lettersTakeWhatUnicodeSays(text: Character, cells: Int) {
    #expect(narrow.of(text) == cells)
  }

  @Test(arguments: [
    "👍", "👍🏽", "👨‍👩‍👧‍👦", "🏳️‍🌈", "❤️", "☝🏽", "🇰🇷", "1️⃣", "✅",
    "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
  ])
  func emojiTakeTwoCells(emoji: Character) {
    #expect(narrow.of(emoji) == 2)
  }

  @Test func aTextSymbolThatCouldBeAnEmojiTakesOneCell() {
    #expect(narrow.of("❤" as Character) == 1)
    #expect(narrow.of("❤\u{FE0E}" as Character) == 1)
  }

  @Test func ambiguousCharactersTakeWhatTheTerminalSays() {
    for character: Character in ["─", "│", "·", "…", "●", "▎", "×"] {
      #expect(narrow.of(character) == 1)
      #expect(wide.of(character) == 2)
    }
    for character: Character in ["⣿", "▸", "✓", "✗", "⊣", "⊘", "⋯", "⤓", "»", "◌", "a", "▐"] {
      #expect(wide.of(character) == 1)
    }
  }

  @Test func everySyllableOfHangulTakesTwoCellsComposedAndDecomposed() {
    for lead in 0..<19 {
      for vowel in 0..<21 {
        for final in 0..<28 {
          let scalars = [0x1100 + lead, 0x1161 + vowel] + (final > 0 ? [0x11A7 + final] : [])
          var view = String.UnicodeScalarView()
          for value in scalars { view.append(Unicode.Scalar(UInt32(value))!) }
          let decomposed = String(view)
          let syllable = Unicode.Scalar(UInt32(0xAC00 + (lead * 21 + vowel) * 28 + final))!
          let shown = SafeText(decomposed).string
          #expect(Array(shown.unicodeScalars) == [syllable])
          if narrow.of(decomposed) != 2 { Issue.record("\(decomposed)") }
        }
      }
    }
  }
}
