import Cells
import Testing

@testable import Playground

struct DraftTests {
  @Test func lettersThatJoinBecomeOneCluster() {
    var draft = Draft()
    for letter in ["\u{1112}", "\u{1161}", "\u{11AB}"] { draft.insert(letter) }
    #expect(draft.lines == [["한"]])
    draft.deleteBack()
    #expect(draft.isEmpty)
    #expect(draft.byteCount == 0)
  }

  @Test func wordsAndLinesAreEditedAsInReadline() {
    var draft = Draft("one two-three  four")
    draft.moveWordBack()
    #expect(draft.column == 15)
    #expect(draft.killWordBack() == "two-three  ")
    #expect(draft.text == "one four")
    draft.moveToLineStart()
    draft.moveWordForward()
    #expect(draft.column == 3)
    #expect(draft.killToLineEnd() == " four")
    draft.insert("\nnext")
    #expect(draft.text == "one\nnext")
    draft.moveToLineStart()
    draft.deleteBack()
    #expect(draft.text == "onenext")
    #expect(draft.killToLineStart() == "one")
    #expect(draft.killWordForward() == "next")
    #expect(draft.isEmpty)
  }

  @Test func pastedLineEndsAndControlsAreMadePlain() {
    var draft = Draft()
    draft.insert("a\r\nb\rc\td\u{1B}[31m\u{7F}\u{9D}\0")
    #expect(draft.lines.count == 3)
    #expect(draft.text == "a\nb\nc\td␛[31m␡\u{FFFD}␀")
    #expect(draft.byteCount == draft.text.utf8.count)
  }

  @Test func aDraftHoldsNoMoreThanItsLimit() {
    var draft = Draft()
    let all = draft.insert(String(repeating: "x", count: Draft.byteLimit))
    let more = draft.insert("y")
    #expect(all && !more)
    #expect(draft.byteCount == Draft.byteLimit)
    draft.deleteBack()
    let again = draft.insert("y")
    #expect(again)
  }

  @Test func typingReplacesAnExampleAndMovingAdoptsIt() {
    var draft = Draft("an example", isExample: true)
    draft.insert("x")
    #expect(draft.text == "x")
    draft = Draft("an example", isExample: true)
    draft.adopt()
    draft.insert("!")
    #expect(draft.text == "an example!")
  }

  @Test func historyGoesBackAndForthAndReturnsTheDraft() {
    var history = DraftHistory(["one"])
    history.add("two")
    history.add("two")
    let draft = Draft("mine")
    var shown: [String?] = []
    shown.append(history.older(than: draft)?.text)
    shown.append(history.older(than: Draft("two"))?.text)
    shown.append(history.older(than: Draft("one"))?.text)
    shown.append(history.newer()?.text)
    shown.append(history.newer()?.text)
    shown.append(history.newer()?.text)
    #expect(shown == ["two", "one", nil, "two", "mine", nil])
  }

  @Test func rowsFollowTheWidthAndTheCaretStaysInThem() {
    let layout = DraftLayout(width: 8, widths: DisplayWidth())
    var draft = Draft("the sea is calm\n바다는 잔잔하다")
    #expect(layout.rowCount(of: draft, limit: 100) == 4)
    let (rows, caret) = layout.window(of: draft, height: 10)
    #expect(rows.map(\.text.string) == ["the sea", "is calm", "바다는", "잔잔하다"])
    #expect(caret == Point(column: 8, row: 3))
    draft.place(row: 0, column: 9)
    #expect(layout.window(of: draft, height: 2).rows.map(\.text.string) == ["the sea", "is calm"])
    #expect(layout.window(of: draft, height: 2).caret == Point(column: 1, row: 1))
  }

  @Test func theCaretMovesByRowsAsTheyAreShown() throws {
    let layout = DraftLayout(width: 8, widths: DisplayWidth())
    var draft = Draft("the sea is calm\n바다는 잔잔하다")
    draft = try #require(layout.moved(draft, down: false))
    #expect((draft.row, draft.column) == (1, 3))
    draft = try #require(layout.moved(draft, down: false))
    #expect((draft.row, draft.column) == (0, 14))
    draft = try #require(layout.moved(draft, down: false))
    #expect((draft.row, draft.column) == (0, 6))
    #expect(layout.moved(draft, down: false) == nil)
    draft = try #require(layout.moved(draft, down: true))
    #expect((draft.row, draft.column) == (0, 14))
  }

  @Test func aMegabyteInOneLineCostsNoMoreThanItsSurroundings() throws {
    let layout = DraftLayout(width: 76, widths: DisplayWidth())
    var draft = Draft(String(repeating: "wörter ", count: 120_000))
    for _ in 0..<20 {
      #expect(layout.rowCount(of: draft, limit: 8) == 8)
      let (rows, caret) = layout.window(of: draft, height: 8)
      #expect(rows.count == 8)
      #expect(rows.allSatisfy { $0.range.count <= 80 })
      #expect(caret.row == 7)
      draft = try #require(layout.moved(draft, down: false))
    }
  }

  @Test func theCaretIsAlwaysInTheWindow() {
    var random = SplitMix(state: 5)
    for _ in 0..<150 {
      var draft = Draft()
      for _ in 0..<(random.next() % 60) {
        draft.insert(
          ["word ", "한글", "\n", "漢", " ", "averyveryverylongword", "👍🏽"][Int(random.next() % 7)])
      }
      let width = 1 + Int(random.next() % 20)
      let height = 1 + Int(random.next() % 6)
      let layout = DraftLayout(width: width, widths: DisplayWidth())
      for _ in 0..<20 {
        let (rows, caret) = layout.window(of: draft, height: height)
        #expect(rows.count <= height)
        #expect(caret.row < rows.count && caret.row >= 0)
        #expect(caret.column >= 0 && caret.column <= width)
        switch random.next() % 4 {
        case 0: draft = layout.moved(draft, down: false) ?? draft
        case 1: draft = layout.moved(draft, down: true) ?? draft
        case 2: draft.moveLeft()
        default: draft.moveWordBack()
        }
      }
    }
  }

  @Test func aClusterWithoutEndIsManyCharacters() {
    var draft = Draft()
    draft.insert("z" + String(repeating: "\u{301}", count: 10_000))
    #expect(draft.lines[0].count == 313)
    #expect(draft.byteCount == draft.text.utf8.count)
    draft.deleteBack()
    #expect(draft.lines[0].count == 312)
    draft.insert("\u{302}")
    #expect(draft.byteCount == draft.text.utf8.count)
  }

  @Test func onlyWhatIsShownOfADraftIsLaidOut() {
    // Each of these would take the layout minutes if it looked at all of it.
    for text in [
      String(repeating: "\u{301}", count: 400_000), String(repeating: "\n", count: 500_000),
    ] {
      let draft = Draft(text)
      let layout = DraftLayout(width: 60, widths: DisplayWidth())
      let window = layout.window(of: draft, height: 5)
      #expect(window.rows.count == 5)
      #expect(window.rows.reduce(0) { $0 + $1.range.count } <= 5 * 1024)
    }
  }
}

/// A small random generator, the same on every machine (Steele, Lea, Flood 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
