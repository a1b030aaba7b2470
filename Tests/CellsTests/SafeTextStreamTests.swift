import Testing

@testable import Cells

struct SafeTextStreamTests {
  func written(_ pieces: [String]) -> String {
    var stream = SafeTextStream()
    return pieces.map { stream.append($0).string }.joined() + stream.finish().string
  }

  @Test(arguments: [
    ["Hello", ", ", "world\n"], ["e", "\u{301}", "\u{301}"], ["\u{1112}", "\u{1161}", "\u{11AB}"],
    ["한", "글"], ["👨", "\u{200D}", "👩", "\u{200D}", "👧"], ["👍", "🏽", "!"], ["❤", "\u{FE0F}", "x"],
    ["🇰", "🇷", "🇰", "🇷"], ["one\r", "\ntwo"], ["one\r", "two"], ["a", "\t", "b\t", "\tc"],
    ["\u{1B}", "]52;c;eA==", "\u{7}"], ["\u{9B}", "6n"], ["가\u{301}", "\u{302}"],
    ["\u{202E}", "abc"],
    ["z" + String(repeating: "\u{301}", count: 20), String(repeating: "\u{301}", count: 60)],
    ["क", "\u{94D}", "\u{200D}", "ष"], ["1", "\u{FE0F}", "\u{20E3}"], ["", "\r", "", "\n"],
  ])
  func piecesShowAsTheWholeTextDoes(pieces: [String]) {
    #expect(
      Array(written(pieces).unicodeScalars)
        == Array(SafeText(pieces.joined()).string.unicodeScalars))
  }

  @Test func lettersAreNotHeldBack() {
    var stream = SafeTextStream()
    for piece in ["a", " b", "한", "국", "漢", "👍", "\n", "\u{1B}"] {
      #expect(!stream.append(piece).isEmpty)
    }
  }

  @Test func nothingIsHeldBackForEver() {
    var stream = SafeTextStream()
    var shown = 0
    for _ in 0..<200 { shown += stream.append("\u{1100}").string.unicodeScalars.count }
    #expect(shown >= 150)
  }

  @Test func randomPiecesAreSafe() {
    var random = SplitMix(state: 5)
    for _ in 0..<1000 {
      let pieces = (0..<6).map { _ in WrappingTests.randomText(&random, count: 2) }
      for scalar in written(pieces).unicodeScalars {
        let category = scalar.properties.generalCategory
        #expect(category != .control || scalar == "\n", "\(pieces)")
        #expect(!(0x202A...0x202E ~= scalar.value), "\(pieces)")
        #expect(!(0xE0000...0xE007F ~= scalar.value), "\(pieces)")
      }
    }
  }
}
