import Cells
import Testing

@testable import Playground

@Suite struct InputParserTests {
  private func keys(_ text: String) -> [Input] { text.map { .key(Key(.character($0))) } }

  /// What separate reads mean, in the end.
  private func parse(_ reads: [[UInt8]]) -> [Input] {
    var parser = InputParser()
    var inputs: [Input] = []
    for read in reads { inputs += parser.feed(read, now: 0) }
    inputs += parser.tick(now: 10)
    #expect(parser.deadline == nil)
    return inputs
  }

  private func parse(_ text: String) -> [Input] { parse([Array(text.utf8)]) }

  // MARK: Typed ahead, or pasted

  @Test func whereTheTerminalBracketsPastesKeysThatComeAtOnceAreKeys() {
    let together = Array("ab\r".utf8)
    #expect(parse([together]) == [.paste("ab\n")])
    let typed = keys("ab") + [.key(Key(.enter))]
    // It said so, or did so.
    for report in ["\u{1B}[?2004;1$y", "\u{1B}[?2004;3$y"] {
      #expect(parse([Array(report.utf8), together]) == typed)
    }
    let bracketed = Array("\u{1B}[200~x\u{1B}[201~".utf8)
    #expect(parse([bracketed, together]) == [.paste("x")] + typed)
    #expect(parse([Array("\u{1B}[?2004;2$y".utf8), together]) == [.paste("ab\n")])
  }

  // MARK: Every way to cut the bytes

  static let meanings: [(String, Input?)] = [
    ("a", .key(Key(.character("a")))),
    ("\r", .key(Key(.enter))),
    ("\n", .key(Key(.character("j"), .control))),
    ("\t", .key(Key(.tab))),
    ("\u{7F}", .key(Key(.backspace))),
    ("\u{8}", .key(Key(.backspace))),
    ("\u{1B}", .key(Key(.escape))),
    ("\u{0}", .key(Key(.character(" "), .control))),
    ("\u{1}", .key(Key(.character("a"), .control))),
    ("\u{3}", .key(Key(.character("c"), .control))),
    ("\u{11}", .key(Key(.character("q"), .control))),
    ("\u{13}", .key(Key(.character("s"), .control))),
    ("\u{1A}", .key(Key(.character("z"), .control))),
    ("\u{1C}", .key(Key(.character("\\"), .control))),
    ("\u{1D}", .key(Key(.character("]"), .control))),
    ("\u{1E}", .key(Key(.character("^"), .control))),
    ("\u{1F}", .key(Key(.character("_"), .control))),
    ("é", .key(Key(.character("é")))),
    ("가", .key(Key(.character("가")))),
    ("😀", .key(Key(.character("😀")))),
    ("\u{1B}x", .key(Key(.character("x"), .alt))),
    ("\u{1B}X", .key(Key(.character("X"), .alt))),
    ("\u{1B}]", .key(Key(.character("]"), .alt))),
    ("\u{1B}[", .key(Key(.character("["), .alt))),
    ("\u{1B}O", .key(Key(.character("O"), .alt))),
    ("\u{1B}가", .key(Key(.character("가"), .alt))),
    ("\u{1B}\r", .key(Key(.enter, .alt))),
    ("\u{1B}\u{7F}", .key(Key(.backspace, .alt))),
    ("\u{1B}\u{1}", .key(Key(.character("a"), [.control, .alt]))),
    ("\u{1B}[A", .key(Key(.up))),
    ("\u{1B}[B", .key(Key(.down))),
    ("\u{1B}[C", .key(Key(.right))),
    ("\u{1B}[D", .key(Key(.left))),
    ("\u{1B}[H", .key(Key(.home))),
    ("\u{1B}[F", .key(Key(.end))),
    ("\u{1B}[Z", .key(Key(.backTab))),
    ("\u{1B}OA", .key(Key(.up))),
    ("\u{1B}OH", .key(Key(.home))),
    ("\u{1B}OP", .key(Key(.function(1)))),
    ("\u{1B}OS", .key(Key(.function(4)))),
    ("\u{1B}OM", .key(Key(.enter))),
    ("\u{1B}Ok", .key(Key(.character("+")))),
    ("\u{1B}Oq", .key(Key(.character("1")))),
    ("\u{1B}O5D", .key(Key(.left, .control))),
    ("\u{1B}Oa", .key(Key(.up, .control))),
    ("\u{1B}[1;5A", .key(Key(.up, .control))),
    ("\u{1B}[1;2B", .key(Key(.down, .shift))),
    ("\u{1B}[1;3C", .key(Key(.right, .alt))),
    ("\u{1B}[1;8D", .key(Key(.left, [.control, .alt, .shift]))),
    ("\u{1B}[1;5P", .key(Key(.function(1), .control))),
    ("\u{1B}[R", .key(Key(.function(3)))),
    ("\u{1B}[a", .key(Key(.up, .shift))),
    ("\u{1B}[1~", .key(Key(.home))),
    ("\u{1B}[2~", .key(Key(.insert))),
    ("\u{1B}[3~", .key(Key(.delete))),
    ("\u{1B}[4~", .key(Key(.end))),
    ("\u{1B}[5~", .key(Key(.pageUp))),
    ("\u{1B}[6~", .key(Key(.pageDown))),
    ("\u{1B}[3;5~", .key(Key(.delete, .control))),
    ("\u{1B}[3$", .key(Key(.delete, .shift))),
    ("\u{1B}[3^", .key(Key(.delete, .control))),
    ("\u{1B}[3@", .key(Key(.delete, [.control, .shift]))),
    ("\u{1B}[11~", .key(Key(.function(1)))),
    ("\u{1B}[15~", .key(Key(.function(5)))),
    ("\u{1B}[17~", .key(Key(.function(6)))),
    ("\u{1B}[21~", .key(Key(.function(10)))),
    ("\u{1B}[24~", .key(Key(.function(12)))),
    ("\u{1B}[34~", .key(Key(.function(20)))),
    ("\u{1B}[24;2~", .key(Key(.function(12), .shift))),
    ("\u{1B}[[A", .key(Key(.function(1)))),
    ("\u{1B}[[E", .key(Key(.function(5)))),
    ("\u{1B}\u{1B}[A", .key(Key(.up, .alt))),
    ("\u{1B}\u{1B}OP", .key(Key(.function(1), .alt))),
    ("\u{1B}[97;5u", .key(Key(.character("a"), .control))),
    ("\u{1B}[97;6u", .key(Key(.character("a"), [.control, .shift]))),
    ("\u{1B}[105;5u", .key(Key(.character("i"), .control))),
    ("\u{1B}[97;2u", .key(Key(.character("A")))),
    ("\u{1B}[49:33;2u", .key(Key(.character("!")))),
    ("\u{1B}[97;3u", .key(Key(.character("a"), .alt))),
    ("\u{1B}[12609;;44032u", .key(Key(.character("가")))),
    ("\u{1B}[12609;;4u", .key(Key(.character("ㅁ")))),
    ("\u{1B}[97:4;2u", .key(Key(.character("A")))),
    ("\u{1B}[13;5u", .key(Key(.enter, .control))),
    ("\u{1B}[13;1:1u", .key(Key(.enter))),
    ("\u{1B}[9;2u", .key(Key(.backTab))),
    ("\u{1B}[27u", .key(Key(.escape))),
    ("\u{1B}[127;3u", .key(Key(.backspace, .alt))),
    ("\u{1B}[57417u", .key(Key(.left))),
    ("\u{1B}[57376u", .key(Key(.function(13)))),
    ("\u{1B}[27;5;13~", .key(Key(.enter, .control))),
    ("\u{1B}[27;6;65~", .key(Key(.character("a"), [.control, .shift]))),
    ("\u{1B}[I", .focus(true)),
    ("\u{1B}[O", .focus(false)),
    ("\u{1B}[<0;1;1M", .mouse(Mouse(.press, Point(column: 0, row: 0)))),
    ("\u{1B}[<0;80;24m", .mouse(Mouse(.release, Point(column: 79, row: 23)))),
    ("\u{1B}[<32;3;4M", .mouse(Mouse(.drag, Point(column: 2, row: 3)))),
    ("\u{1B}[<64;3;4M", .mouse(Mouse(.wheelUp, Point(column: 2, row: 3)))),
    ("\u{1B}[<69;3;4M", .mouse(Mouse(.wheelDown, Point(column: 2, row: 3)))),
    ("\u{1B}[200~text\u{1B}[201~", .paste("text")),
    ("\u{1B}[200~\u{1B}[201~", .paste("")),
    ("\u{1B}[200~한글 é\u{1B}[201~", .paste("한글 é")),
    ("\u{1B}[200~a\r\nb\rc\nd\u{1B}[201~", .paste("a\nb\nc\nd")),
    ("\u{1B}[200~a\u{1B}[31mb\u{1B}\u{1B}[20c\u{1B}[201~", .paste("a\u{1B}[31mb\u{1B}\u{1B}[20c")),
    // Swallowed: reports of the cursor's place, of the terminal's kind, its modes and colours; the
    // release of a key; buttons that belong to the terminal; sequences that mean nothing.
    ("\u{1B}[12;40R", nil),
    ("\u{1B}[?62;4c", nil),
    ("\u{1B}[?2026;1$y", nil),
    ("\u{1B}[97;5:3u", nil),
    ("\u{1B}[<2;3;4M", nil),
    ("\u{1B}[<35;3;4M", nil),
    ("\u{1B}[<0;0;4M", nil),
    ("\u{1B}[<0;3M", nil),
    ("\u{1B}[M !!", nil),
    ("\u{1B}[99999999999999999999~", nil),
    ("\u{1B}[99999999999999999999;5u", nil),
    ("\u{1B}[55296u", nil),
    ("\u{1B}[1;5", nil),
    ("\u{1B}[201~", nil),
    ("\u{1B}]11;rgb:1111/2222/3333\u{7}", nil),
    ("\u{1B}]11;rgb:1111/2222/3333\u{1B}\\", nil),
    ("\u{1B}P>|tmux 3.3a\u{1B}\\", nil),
    ("\u{1B}_Gi=31;OK\u{1B}\\", nil),
    ("\u{1B}]52;c;unfinished", nil),
    ("\u{85}", nil),
  ]

  @Test(arguments: meanings)
  func aSequenceMeansTheSameHoweverItIsCut(bytes: String, meaning: Input?) {
    let bytes = Array(bytes.utf8)
    let expected = meaning.map { [$0] } ?? []
    #expect(parse([bytes]) == expected)
    #expect(parse(bytes.map { [$0] }) == expected)
    for cut in 0...bytes.count {
      #expect(parse([Array(bytes[..<cut]), Array(bytes[cut...])]) == expected, "cut at \(cut)")
    }
  }

  @Test(arguments: meanings)
  func whatFollowsASequenceIsItsOwn(bytes: String, meaning: Input?) {
    // Those that need time to be told apart from the beginning of something longer.
    let isOpen =
      ["\u{1B}", "\u{1B}]", "\u{1B}[", "\u{1B}O", "\u{1B}[1;5"].contains(bytes)
      || bytes.hasSuffix("unfinished")
    var parser = InputParser()
    var inputs = parser.feed(Array(bytes.utf8), now: 0)
    #expect((parser.deadline != nil) == isOpen)
    inputs += parser.feed([UInt8(ascii: "z")], now: 1)
    #expect(inputs == (meaning.map { [$0] } ?? []) + keys("z"))
  }

  // MARK: Time

  @Test func aLoneEscapeIsTheKeyAfterItsTime() {
    var parser = InputParser()
    #expect(parser.feed([0x1B], now: 5) == [])
    #expect(parser.deadline == 5 + InputParser.sequenceTimeout)
    #expect(parser.tick(now: 5.01) == [])
    #expect(parser.tick(now: 5.05) == [.key(Key(.escape))])
    #expect(parser.deadline == nil)
  }

  @Test func anEscapeWhoseTimeIsOverDoesNotChangeTheNextKey() {
    var parser = InputParser()
    #expect(parser.feed([0x1B], now: 5) == [])
    #expect(parser.feed([UInt8(ascii: "x")], now: 6) == [.key(Key(.escape))] + keys("x"))
  }

  @Test(arguments: ["[6;1R", "[?62;4c", "[A", "]11;rgb:1111/2222/3333\u{7}", "[<0;3;4m", "[I"])
  func aSequenceWhoseEscapeCameLongBeforeIsNoText(rest: String) {
    var parser = InputParser()
    _ = parser.feed([0x1B], now: 5)
    #expect(parser.tick(now: 5.05) == [.key(Key(.escape))])
    for input in parser.feed(Array(rest.utf8), now: 5.2) {
      if case .key(let key) = input, case .character = key.code { Issue.record("\(key)") }
    }
    #expect(parser.feed(Array("[q".utf8), now: 5.25) == keys("[q"))
    // What is typed key by key after Esc is text.
    _ = parser.feed([0x1B], now: 6)
    #expect(parser.feed([UInt8(ascii: "[")], now: 6.1) == [.key(Key(.escape))] + keys("["))
    #expect(parser.feed([UInt8(ascii: "A")], now: 6.2) == keys("A"))
  }

  @Test func escapesInARowAreAsManyKeys() {
    #expect(parse("\u{1B}\u{1B}") == Array(repeating: .key(Key(.escape)), count: 2))
    #expect(parse("\u{1B}\u{1B}\u{1B}") == Array(repeating: .key(Key(.escape)), count: 3))
    #expect(parse("\u{1B}\u{1B}x") == [.key(Key(.escape)), .key(Key(.character("x"), .alt))])
  }

  @Test func anUnfinishedPasteIsDeliveredAfterItsTime() {
    var parser = InputParser()
    #expect(parser.feed(Array("\u{1B}[200~abc\u{1B}[2".utf8), now: 0) == [])
    #expect(parser.feed(Array("0x".utf8), now: 1) == [])
    #expect(parser.deadline == 1 + InputParser.pasteTimeout)
    #expect(parser.tick(now: 4) == [.paste("abc\u{1B}[20x")])
    #expect(parser.feed([UInt8(ascii: "q")], now: 5) == keys("q"))
  }

  @Test func aReplyThatNeverEndsGivesTheKeyboardBack() {
    var parser = InputParser()
    #expect(parser.feed(Array("\u{1B}]52;c;AAAA".utf8), now: 0) == [])
    #expect(parser.feed([UInt8(ascii: "q")], now: 2) == keys("q"))
    let long = "\u{1B}P" + String(repeating: "x", count: InputParser.replyLimit) + "y"
    #expect(parser.feed(Array(long.utf8), now: 3).isEmpty)
    #expect(parser.feed([UInt8(ascii: "q")], now: 3) == keys("q"))
  }

  // MARK: Broken input

  @Test func aByteThatNoSequenceHoldsStandsForItself() {
    #expect(parse("\u{1B}[1\u{3}") == [.key(Key(.character("c"), .control))])
    #expect(parse("\u{1B}[1\u{1B}[A") == [.key(Key(.up))])
    #expect(parse("\u{1B}[1가") == keys("가"))
    #expect(parse("\u{1B}[1\u{18}a") == keys("a"))
    #expect(parse("\u{1B}]0;x\u{1B}[A") == [.key(Key(.up))])
  }

  @Test func anOverlongSequenceIsSwallowedToItsEnd() {
    #expect(parse("\u{1B}[" + String(repeating: "1;", count: 5000) + "Aq") == keys("q"))
  }

  @Test(
    arguments: [
      [0x80], [0xC3], [0xC0, 0xAF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80],
      [0xF4, 0x90, 0x80, 0x80], [0xEA, 0xB0], [0xEA, 0xB0, 0x41], [0xF0, 0x9F, 0x98],
      [0xF0, 0x9F, 0xC3, 0xA9], [0xFF, 0xFE], [0xE2, 0x82, 0xE2, 0x82, 0xAC],
    ] as [[UInt8]])
  func illFormedBytesBecomeReplacementCharacters(bytes: [UInt8]) {
    let expected = keys(
      String(String.UnicodeScalarView(String(decoding: bytes, as: UTF8.self).unicodeScalars)))
    #expect(parse([bytes]) == expected)
    #expect(parse(bytes.map { [$0] }) == expected)
  }

  @Test func jamoArriveOneByOneAndTheComposerJoinsThem() {
    #expect(
      parse("\u{1112}\u{1161}\u{11AB}")
        == ["\u{1112}", "\u{1161}", "\u{11AB}"].map { .key(Key(.character($0))) })
  }

  // MARK: Pastes without brackets

  @Test func oneReadWithTextAndALineBreakIsAPaste() {
    #expect(parse("one\rtwo\r") == [.paste("one\ntwo\n")])
    #expect(parse("q\r") == [.paste("q\n")])
    #expect(parse("\rq") == [.paste("\nq")])
    #expect(parse("a\nb") == [.paste("a\nb")])
    #expect(parse("tab\there\r\n") == [.paste("tab\there\n")])
    #expect(parse("안녕 abc\r") == [.paste("안녕 abc\n")])
  }

  @Test func separateReadsAreKeys() {
    #expect(
      parse([Array("q".utf8), [13]]) == [.key(Key(.character("q"))), .key(Key(.enter))])
    #expect(parse("abc") == keys("abc"))
  }

  @Test func veryMuchTextInOneReadIsAPaste() {
    let text = String(repeating: "word ", count: 100)
    #expect(parse(text) == [.paste(text)])
  }

  @Test func keysThatCameTogetherStayKeys() {
    #expect(parse("\u{1B}[A\r") == [.key(Key(.up)), .key(Key(.enter))])
    #expect(parse("\r\r") == [.key(Key(.enter)), .key(Key(.enter))])
    #expect(parse("\t\r") == [.key(Key(.tab)), .key(Key(.enter))])
    #expect(parse("\u{1B}[<0;5;5M\u{1B}[<0;5;5m\r").count == 3)
  }

  @Test func aSyllableAndEnterThatAnInputMethodSendsTogetherStayKeys() {
    #expect(parse("글\r") == keys("글") + [.key(Key(.enter))])
    #expect(parse("\r글") == [.key(Key(.enter))] + keys("글"))
    let bytes = Array("글\r".utf8)
    #expect(parse([Array(bytes[..<2]), Array(bytes[2...])]) == keys("글") + [.key(Key(.enter))])
  }

  @Test func nothingWithinAPasteIsRunAsAKey() {
    #expect(parse("a\r\u{1B}q\u{3}") == [.paste("a\n\u{1B}q\u{3}")])
    #expect(
      parse("a\r\u{1B}[Ab\r") == [.paste("a\n"), .key(Key(.up)), .paste("b\n")])
  }

  @Test func bracketedAndOtherPastesKeepTheirOrder() {
    #expect(parse("\u{1B}[200~a\rb\u{1B}[201~\r") == [.paste("a\nb"), .key(Key(.enter))])
    #expect(parse("x\u{1B}[200~a\rb\u{1B}[201~c") == keys("x") + [.paste("a\nb")] + keys("c"))
    #expect(parse("\u{1B}[200~a\u{1B}[201~rm\r") == [.paste("a"), .paste("rm\n")])
  }

  @Test func anEndThatIsThePastedTextsOwnDoesNotEndIt() {
    #expect(
      parse("\u{1B}[200~a\u{1B}[201~q\u{3}\u{1B}[201~z")
        == [.paste("a\u{1B}[201~q\u{3}")] + keys("z"))
    #expect(
      parse("\u{1B}[200~a\u{1B}[201~z\u{1B}[200~b\u{1B}[201~")
        == [.paste("a")] + keys("z") + [.paste("b")])
  }

  @Test func aLongPasteGoesOnInTheNextRead() {
    let text = String(repeating: "가나다\n", count: 1000)
    let bytes = Array(text.utf8)
    var parser = InputParser()
    var pasted = ""
    for start in stride(from: 0, to: bytes.count, by: 4095) {
      for input in parser.feed(Array(bytes[start..<min(start + 4095, bytes.count)]), now: 0.001) {
        if case .paste(let part) = input { pasted += part } else { Issue.record("\(input)") }
      }
    }
    #expect(pasted == text)
  }

  // MARK: Limits

  @Test func aHugePasteIsCut() {
    var parser = InputParser()
    var inputs = parser.feed(InputParser.pasteStart, now: 0)
    let part = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    for _ in 0..<6 { inputs += parser.feed(part, now: 0) }
    inputs += parser.feed(Array("\u{1B}[201~q".utf8), now: 0)
    guard case .paste(let text) = inputs.first else {
      Issue.record("no paste")
      return
    }
    #expect(text.utf8.count == InputParser.pasteLimit)
    #expect(inputs.dropFirst().elementsEqual(keys("q")))
  }

  @Test func noiseNeverTrapsAndAlwaysEnds() {
    // Linear congruential, Numerical Recipes' constants; pieces that lead into every state.
    var seed: UInt32 = 1
    func random(_ limit: Int) -> Int {
      seed = seed &* 1_664_525 &+ 1_013_904_223
      return Int(seed >> 8) % limit
    }
    let pieces: [[UInt8]] =
      [
        "\u{1B}", "\u{1B}[", "\u{1B}O", "\u{1B}]", "\u{1B}P", "\u{1B}[200~", "\u{1B}[201~",
        "\u{1B}[<", "\u{1B}[M",
      ]
      .map { Array($0.utf8) } + [
        [13], [10], [0x18], [0xEA], [0xB0], [0xF0, 0x9F], [59], [58], [49], [117],
      ]
    var parser = InputParser()
    var now = 0.0
    for _ in 0..<5_000 {
      var read: [UInt8] = []
      for _ in 0..<random(12) {
        read += random(3) > 0 ? pieces[random(pieces.count)] : [UInt8(random(256))]
      }
      let inputs = parser.feed(read, now: now)
      #expect(inputs.count <= read.count + 8)
      now += Double(random(100)) / 1000
      if random(4) == 0 { _ = parser.tick(now: now) }
    }
    _ = parser.tick(now: now + 10)
    #expect(parser.deadline == nil)
    #expect(parser.feed([UInt8(ascii: "q")], now: now + 20) == keys("q"))
  }
}
