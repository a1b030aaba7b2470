import Testing

@testable import Cells

struct DrawingTests {
  func frame(_ columns: Int, _ rows: Int = 1) -> Frame {
    Frame(size: Size(columns: columns, rows: rows), theme: Theme(name: "test", styles: [:]))
  }

  func row(_ frame: Frame, _ row: Int = 0) -> String {
    (0..<frame.size.columns).map { frame[$0, row].text }.joined()
  }

  @Test func aWideCharacterTakesTwoCellsAndNeverTheLastColumn() {
    var frame = frame(5)
    let end = frame.draw("한글!!", at: Point(column: 0, row: 0))
    #expect(row(frame) == "한글!")
    #expect(frame[1, 0].text.isEmpty)
    #expect(end == 5)
    frame.fill(frame.bounds, role: .text)
    frame.draw(
      "a한글", at: Point(column: 0, row: 0), clip: Rect(column: 0, row: 0, columns: 4, rows: 1))
    #expect(row(frame) == "a한  ")
  }

  @Test func overwritingHalfOfAWideCharacterBlanksTheOther() {
    var frame = frame(4)
    frame.draw("한글", at: Point(column: 0, row: 0))
    frame.draw("x", at: Point(column: 1, row: 0))
    #expect(row(frame) == " x글")
    frame.draw("가", at: Point(column: 1, row: 0))
    #expect(row(frame) == " 가 ")
    #expect(frame.rowWidths == [4])
  }

  @Test func textOutsideIsCutOnEverySide() {
    var frame = frame(3)
    frame.draw("abcdef", at: Point(column: -2, row: 0))
    #expect(row(frame) == "cde")
    frame.draw("한", at: Point(column: -1, row: 0))
    #expect(row(frame) == " de")
    frame.draw("x", at: Point(column: 0, row: 5))
    #expect(row(frame) == " de")
  }

  @Test func flagsAreTheirLettersInACellEach() {
    var frame = frame(3)
    frame.draw("🇰🇷", at: Point(column: 0, row: 0))
    #expect(row(frame) == "KR ")
    #expect(frame.rowWidths == [3])
  }

  @Test func nothingUnsafeGetsIntoACell() {
    #expect(Cell("\u{1B}[2J").text == "␛")
    #expect(Cell("\n").text.isEmpty)
    #expect(Cell("\u{202E}").text == "⟨")
    #expect(Cell("한글").text == "한")
  }

  @Test func ambiguousCharactersTakeTwoCellsWhereTheTerminalSaysSo() {
    var frame = frame(4)
    frame.widths = DisplayWidth(ambiguousIsWide: true)
    frame.draw("a…b", at: Point(column: 0, row: 0))
    #expect(row(frame) == "a…b")
    #expect(frame[2, 0].text.isEmpty)
    #expect(frame.rowWidths == [4])
  }

  @Test func namesLoseTheirMiddle() {
    let name = SafeText("SmolLM2-135M-Instruct")
    #expect(name.elidingMiddle(to: 21).string == "SmolLM2-135M-Instruct")
    #expect(name.elidingMiddle(to: 16).string == "SmolLM2-…nstruct")
    #expect(name.elidingMiddle(to: 2).string == "S…")
    #expect(name.elidingMiddle(to: 1).string == "S")
    #expect(name.elidingMiddle(to: 0).string == "")
    #expect(SafeText("가나다라마").elidingMiddle(to: 6).string == "가…마")
    #expect(SafeText("바다가 조용하다.").elidingStart(to: 9).string == "…용하다.")
    #expect(SafeText("바다가 조용하다.").elidingEnd(to: 8).string == "바다가 …")
  }

  @Test func aDumpShowsTextRolesAndAttributes() {
    var frame = frame(6, 2)
    frame.draw("한 a", at: Point(column: 0, row: 0), role: .prompt)
    frame.draw("ok", at: Point(column: 1, row: 1), role: .stateOK, attributes: .reverse)
    frame.caret = Point(column: 3, row: 1)
    frame.title = "t"
    #expect(
      frame.dump == """
        6x2 caret 3,1 title t
        |한 a  |
        | ok   |

        roles p prompt  o state.ok
        |pppp  |
        | oo   |

        attributes
        row 1 columns 1-2: reverse

        """)
  }
}
