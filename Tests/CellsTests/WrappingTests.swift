import Testing

@testable import Cells

struct WrappingTests {
  func lines(_ text: String, _ width: Int) -> [String] {
    wrap(text, width: width).map(\.text.string)
  }

  @Test func latinBreaksAtBlanks() {
    #expect(lines("the quick brown fox", 10) == ["the quick", "brown fox"])
    #expect(lines("the quick  brown", 9) == ["the quick", "brown"])
  }

  @Test func aWordLongerThanTheLineIsBroken() {
    #expect(lines("an incomprehensibility", 8) == ["an", "incompre", "hensibil", "ity"])
  }

  @Test func hyphensBetweenLettersMayEndALine() {
    #expect(lines("a well-known fact", 7) == ["a well-", "known", "fact"])
    #expect(lines("temp is -1 here", 9) == ["temp is", "-1 here"])
  }

  @Test func newlinesAndIndentsAreKept() {
    #expect(lines("a\n\n  b\n", 10) == ["a", "", "  b", ""])
  }

  @Test func koreanBreaksAtBlanksAndLongWordsBetweenSyllables() {
    #expect(lines("오늘은 바다가 잔잔합니다.", 13) == ["오늘은 바다가", "잔잔합니다."])
    #expect(lines("오늘은 바다가", 12) == ["오늘은", "바다가"])
    #expect(lines("가나다라마바사", 6) == ["가나다", "라마바", "사"])
    #expect(lines("가나다라마바사", 7) == ["가나다", "라마바", "사"])
  }

  @Test func japaneseBreaksAnywhereButKeepsItsManners() {
    #expect(lines("海はとても静かだ", 8) == ["海はとて", "も静かだ"])
    #expect(lines("海は静か。空も", 8) == ["海は静", "か。空も"])
    #expect(lines("海は「静か」だ", 6) == ["海は", "「静", "か」だ"])
    #expect(lines("ちょっと待って", 2) == ["ち", "ょ", "っ", "と", "待", "っ", "て"])
    #expect(lines("待ちょっと", 4) == ["待", "ちょ", "っと"])
  }

  @Test func chineseAndLatinMayPart() {
    #expect(lines("使用Swift语言", 6) == ["使用", "Swift", "语言"])
  }

  @Test func aClusterIsNeverSplit() {
    #expect(lines("👨‍👩‍👧👨‍👩‍👧", 3) == ["👨", "👨"])
    #expect(lines("e\u{301}e\u{301}e\u{301}", 2) == ["e\u{301}e\u{301}", "e\u{301}"])
  }

  @Test func aBlankThatCarriesAMarkIsNotLeftOut() {
    #expect(lines("ab \u{301} cd", 2) == ["ab", " \u{301}", "cd"])
  }

  @Test func aClusterThatShrinksGivesItsLineBack() {
    let flag = "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}"
    var grown = WrappedText(width: 6)
    grown.update("abc " + String(String.UnicodeScalarView(flag.unicodeScalars.dropLast())))
    #expect(grown.lines.count > 4)
    grown.update("abc " + flag)
    #expect(grown.lines == wrap("abc " + flag, width: 6))
    #expect(grown.lines.count == 1)
  }

  /// The tab fills the line and is left out, until what follows it turns out to be a newline.
  @Test func anIndentThatFillsItsLineIsNotForgotten() {
    var grown = WrappedText(width: 4)
    grown.update("\t\r")
    #expect(grown.lines.map(\.start) == [0])
    grown.update("\t\r\na")
    #expect(grown.lines == wrap("\t\r\na", width: 4))
  }

  @Test func aWideClusterInOneColumnIsAQuestionMark() {
    #expect(lines("한a", 1) == ["?", "a"])
  }

  @Test func noLineIsWiderThanTheWidth() {
    var random = SplitMix(state: 3)
    for _ in 0..<2000 {
      let text = Self.randomText(&random, count: 30)
      let width = 1 + Int(random.next() % 12)
      for line in wrap(text, width: width) {
        #expect(line.width <= width)
        #expect(DisplayWidth().of(line.text) == line.width)
      }
    }
  }

  @Test func growingTextWrapsAsIfItHadBeenWhole() {
    var random = SplitMix(state: 11)
    for _ in 0..<400 {
      let width = 1 + Int(random.next() % 14)
      var grown = WrappedText(width: width)
      var text = ""
      for _ in 0..<12 {
        text += Self.randomText(&random, count: 4)
        grown.update(text)
        let whole = wrap(text, width: width)
        #expect(grown.lines == whole, "\(text.debugDescription) at \(width)")
      }
    }
  }

  /// Counted, not timed: what a piece of text costs must not depend on how much came before it.
  @Test(arguments: [
    "x", "가", "word ", "海", "\u{301}", "e\u{301}", "👩\u{200D}", "\u{1100}", "\n", "\u{1B}[2J",
    "\u{E0041}",
  ])
  func textThatGrowsPieceByPieceIsWrappedInLinearTime(piece: String) {
    var wrapped = WrappedText(width: 3)
    var text = ""
    var work: [Int] = []
    for count in 1...1200 {
      text += piece
      wrapped.update(text)
      if count % 400 == 0 { work.append(wrapped.work) }
    }
    #expect(work[2] - work[1] <= 2 * (work[1] - work[0]))
  }

  @Test func blanksBeyondALineAreNotKept() {
    let line = wrap(String(repeating: " ", count: 100_000) + "x", width: 10)
    #expect(line.map(\.text.string) == ["x"])
    let lines = wrap("a" + String(repeating: " ", count: 1000) + "b", width: 10)
    #expect(lines.map(\.text.string) == ["a", "b"])
    #expect(wrap("a" + String(repeating: "\t", count: 1000) + "b", width: 10).count == 2)
  }

  @Test func aLineKnowsWhereItBegins() {
    let text = "한국 the sea\nis calm"
    for line in wrap(text, width: 7) {
      let index = text.utf8.index(text.startIndex, offsetBy: line.start)
      #expect(text[index...].hasPrefix(line.text.string))
    }
  }

  @Test func aTextExtendsAnotherByItsBytes() {
    let text = "0123456789 바다"
    for count in 0...text.unicodeScalars.count {
      let start = String(String.UnicodeScalarView(text.unicodeScalars.prefix(count)))
      #expect(text.extends(start))
      #expect((start + "more").extends(start))
      #expect(!start.extends(start + "x"))
      if count > 0 {
        let other = String(String.UnicodeScalarView(start.unicodeScalars.dropLast())) + "~"
        #expect(!text.extends(other))
      }
    }
    #expect(!"\u{E9}".extends("e\u{301}"))
  }

  @Test func aChangedTextIsWrappedAnew() {
    var wrapped = WrappedText(width: 5)
    wrapped.update("one two")
    wrapped.update("two one three")
    #expect(wrapped.lines.map(\.text.string) == ["two", "one", "three"])
  }

  static func randomText(_ random: inout SplitMix, count: Int) -> String {
    var view = String.UnicodeScalarView()
    for _ in 0..<count {
      view.append(Samples.scalars[Int(random.next() % UInt64(Samples.scalars.count))])
    }
    return String(view)
  }
}
