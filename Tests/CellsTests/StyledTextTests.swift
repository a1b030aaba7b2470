import Testing

@testable import Cells

struct StyledTextTests {
  let bold = TextStyle(nil, .bold)

  @Test func stylesStayWithTheirTextWhereLinesBreak() {
    let text = "one **two three** four"
    let lines = wrap(
      [.source(0..<4, TextStyle()), .source(6..<15, bold), .source(17..<22, TextStyle())],
      of: text, width: 8)
    #expect(lines.map(\.text.string) == ["one two", "three", "four"])
    #expect(lines.map(\.start) == [0, 10, 18])
    #expect(lines[0].runs.map(\.source) == [0..<4, 6..<9])
    #expect(lines[1].runs == [TextRun(count: 5, style: bold, source: 10..<15)])
    #expect(lines[2].runs.isEmpty)
  }

  @Test func plainTextHasNoRunsAndTextThatIsShownDifferentlyHas() {
    #expect(wrap("오늘은 plain", width: 20).allSatisfy { $0.runs.isEmpty })
    let line = wrap("a\u{1B}b", width: 20)[0]
    #expect(line.runs.map(\.source) == [0..<1, 1..<2, 2..<3])
  }

  @Test func aRangeOfTheSourceIsFoundInItsCells() {
    let widths = DisplayWidth()
    let line = wrap("바다 sea", width: 20)[0]
    #expect(line.columns(of: 3..<6, widths: widths) == [2..<4])
    #expect(line.columns(of: 6..<8, widths: widths) == [4..<6])
    // Decomposed: ㅎ, ㅏ, ㄴ show as one syllable.
    let composed = wrap("\u{1112}\u{1161}\u{11AB}x", width: 20)[0]
    #expect(composed.columns(of: 0..<9, widths: widths) == [0..<2])
    #expect(composed.columns(of: 9..<10, widths: widths) == [2..<3])
    // What stands between two runs of the source counts for neither.
    let marked = wrap(
      [.source(0..<1, TextStyle()), .source(3..<4, bold)], of: "a**b**", width: 9)[0]
    #expect(marked.columns(of: 0..<4, widths: widths) == [0..<2])
    #expect(marked.columns(of: 1..<3, widths: widths).isEmpty)
  }

  @Test func whatIsAddedBelongsToNoSource() {
    let line = WrappedLine(added: "| ", TextStyle(.border), width: 2, start: 7)
      .followed(by: wrap("ab", width: 9)[0])
    #expect(line.text.string == "| ab")
    #expect(line.start == 7)
    #expect(line.columns(of: 0..<2, widths: DisplayWidth()) == [2..<4])
  }

  @Test func runsMakeUpTheLineInAnyTextAndWidth() {
    var random = SplitMix(state: 5)
    for _ in 0..<800 {
      let text = WrappingTests.randomText(&random, count: 24)
      for line in wrap(text, width: 1 + Int(random.next() % 12)) {
        #expect(line.allRuns.reduce(0) { $0 + $1.count } == line.text.string.utf8.count)
        var frame = Frame(size: Size(columns: 40, rows: 1), theme: Theme(name: "", styles: [:]))
        let end = frame.draw(line, at: Point(column: 0, row: 0), role: .text)
        #expect(end == line.width, "\(text.debugDescription)")
      }
    }
  }
}
