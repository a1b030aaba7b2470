import Testing

@testable import Cells

struct SafeTextTests {
  @Test(arguments: [
    ("\u{1B}[31mred", "␛[31mred"), ("a\rb", "a␍b"), ("\u{8}", "␈"), ("\0", "␀"), ("\u{7F}", "␡"),
    ("\u{1B}]52;c;eA==\u{7}", "␛]52;c;eA==␇"), ("\u{9D}8;;x", "⟨U+009D⟩8;;x"),
    ("\u{202E}abc", "⟨U+202E⟩abc"), ("\u{2066}x\u{2069}", "⟨U+2066⟩x⟨U+2069⟩"),
    ("a\u{E0041}b", "a⟨U+E0041⟩b"), ("a\u{200B}b", "a⟨U+200B⟩b"), ("\u{FEFF}x", "⟨U+FEFF⟩x"),
    ("a\u{AD}b", "a⟨U+00AD⟩b"), ("\u{2028}", "⟨U+2028⟩"), ("\u{3164}", "⟨U+3164⟩"),
    ("a\u{200D}b", "a⟨U+200D⟩b"), ("\u{378}", "⟨U+0378⟩"), ("\u{85}", "⟨U+0085⟩"),
  ])
  func whatCannotBeSeenBecomesAMark(text: String, shown: String) {
    #expect(SafeText(text).string == shown)
  }

  @Test func newlinesPassAndTabsExpand() {
    #expect(SafeText("a\nb").string == "a\nb")
    #expect(SafeText("a\r\nb").string == "a\nb")
    #expect(SafeText("\tx\ty").string == "    x   y")
    #expect(SafeText("한\tx\n\ty").string == "한  x\n    y")
  }

  @Test(arguments: [
    ("👨‍👩‍👧‍👦", "👨"), ("👍🏽", "👍"), ("❤️", "❤ "), ("🏳️‍🌈", "🏳 "), ("❤️‍🔥", "❤ "),
    ("🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}", "🏴"), ("1️⃣", "1\u{20E3} "),
    ("🇰🇷", "KR"), ("\u{1F1F0}", "K"),
    ("\u{1161}", "ㅏ"), ("\u{11C2}", "ㅎ"), ("\u{11A8}", "ㄱ"), ("\u{11B8}", "ㅂ"),
    ("\u{301}", "◌\u{301}"), ("क\u{94D}\u{200D}ष", "क\u{94D}\u{200D}ष"),
    ("\u{645}\u{6CC}\u{200C}\u{62E}", "\u{645}\u{6CC}\u{200C}\u{62E}"),
  ])
  func whatACellCannotHoldIsReduced(text: String, shown: String) {
    #expect(SafeText(text).string == shown)
  }

  @Test func hiddenTagsAfterAnEmojiAreShown() {
    #expect(SafeText("🏴\u{E0061}\u{E007F}").string == "🏴⟨U+E0061⟩⟨U+E007F⟩")
  }

  @Test func aPileOfSelectorsIsShown() {
    #expect(SafeText("a\u{FE01}\u{FE02}").string == "a\u{FE01}⟨U+FE02⟩")
  }

  @Test func aCellKeepsFiveScalars() {
    let zalgo = "z" + String(repeating: "\u{301}", count: 30)
    #expect(Array(SafeText(zalgo).string.unicodeScalars).count == 5)
  }

  @Test func aClusterWithoutEndGoesOnInAnotherCell() {
    let marks = String(repeating: "\u{301}", count: 4)
    let shown = SafeText("z" + String(repeating: "\u{301}", count: 70)).string
    #expect(shown == "z\(marks)◌\(marks)◌\(marks)")
    // The same where the text is taken up at one of those places.
    let long = "z" + String(repeating: "\u{301}", count: 1000)
    #expect(DisplayWidth().of(long) == 32)
    #expect(SafeText(SafeText(long).string) == SafeText(long))
  }

  @Test(arguments: ["\u{E000}", "\u{F8FF}", "\u{F0001}", "\u{10EEEE}"])
  func privateUseIsNamed(text: String) {
    #expect(SafeText(text).string.hasPrefix("⟨U+"))
  }

  @Test func randomTextIsSafeAndStaysAsItIs() {
    var random = SplitMix(state: 7)
    let pool = Samples.scalars
    for _ in 0..<3000 {
      var view = String.UnicodeScalarView()
      for _ in 0..<(1 + Int(random.next() % 12)) {
        view.append(pool[Int(random.next() % UInt64(pool.count))])
      }
      let safe = SafeText(String(view))
      #expect(SafeText(safe.string) == safe, "\(view.map { String($0.value, radix: 16) })")
      for scalar in safe.string.unicodeScalars {
        let category = scalar.properties.generalCategory
        #expect(category != .control || scalar == "\n")
        #expect(!(0x202A...0x202E ~= scalar.value) && !(0x2066...0x2069 ~= scalar.value))
        #expect(!(0xE0000...0xE007F ~= scalar.value))
        #expect(category != .privateUse && category != .unassigned)
      }
      var cells = CellTexts()
      for character in safe.string where character != "\n" {
        cells.append(character, widths: DisplayWidth())
      }
      for cell in cells.items {
        #expect(cell.width == 1 || cell.width == 2)
        #expect(cell.text.unicodeScalars.count <= CellTexts.scalarLimit)
        #expect(
          cell.text.unicodeScalars.dropFirst().allSatisfy {
            DisplayWidth().of($0) == 0
              || $0.value == 0x200D || $0.value == 0x200C
          })
      }
    }
  }
}
