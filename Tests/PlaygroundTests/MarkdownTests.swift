import Cells
import Testing

@testable import Playground

/// What Markdown looks like in lines of a width.
struct MarkdownTests {
  static func lines(_ text: String, _ width: Int = 40, isOpen: Bool = false) -> [WrappedLine] {
    var laidOut = MarkdownText(width: width, look: MarkdownLook())
    laidOut.update(text, isOpen: isOpen)
    return laidOut.lines
  }

  func shown(_ text: String, _ width: Int = 40, isOpen: Bool = false) -> [String] {
    Self.lines(text, width, isOpen: isOpen).map(\.text.string)
  }

  /// Parts that are not plain, each with its role and attributes.
  func styled(_ text: String, _ width: Int = 60, isOpen: Bool = false) -> [String] {
    Self.lines(text, width, isOpen: isOpen).flatMap { line -> [String] in
      var parts: [String] = []
      var rest = Substring(line.text.string)
      for run in line.runs {
        let utf8 = rest.utf8
        let end = utf8.index(utf8.startIndex, offsetBy: run.count)
        if run.style != TextStyle() {
          let attributes = run.style.attributes
          parts.append(
            "\(run.style.role?.rawValue ?? "-")\(attributes.contains(.bold) ? " bold" : "")"
              + "\(attributes.contains(.italic) ? " italic" : ""): \(rest[..<end])")
        }
        rest = rest[end...]
      }
      return parts
    }
  }

  // MARK: Emphasis

  @Test func emphasisLosesItsMarks() {
    #expect(shown("a **bold** and *slanted* word") == ["a bold and slanted word"])
    #expect(
      styled("a **bold** and *slanted*, ***both***, __bold too__, _this_") == [
        "text.strong bold: bold", "emphasis italic: slanted", "text.strong bold italic: both",
        "text.strong bold: bold too", "emphasis italic: this",
      ])
    #expect(
      styled("**a *b* c**") == [
        "text.strong bold: a ", "text.strong bold italic: b", "text.strong bold:  c",
      ])
    #expect(shown("**a *b***") == ["a b"])
    #expect(styled("~~gone~~ here") == ["text.dim: ~~gone~~"])
  }

  /// CommonMark leaves most of these as they are: a mark after punctuation and before a letter.
  @Test(arguments: [
    ("**굵게**은 좋다", "굵게은 좋다"), ("**\"인용\"**은", "\"인용\"은"), ("이것은 **한글(漢字)**입니다.", "이것은 한글(漢字)입니다."),
    ("값은**크다**고", "값은크다고"), ("**「重要」**です", "「重要」です"), ("*기울임*이", "기울임이"), ("**강조**: 뜻", "강조: 뜻"),
    ("**바다🌊**가", "바다🌊가"),
  ])
  func emphasisBeforeKoreanParticlesWorks(text: String, plain: String) {
    #expect(shown(text) == [plain])
  }

  @Test(arguments: [
    "a * b * c", "2*3*4 and 2**3**4", "snake_case_name and _private", "2 < 3 and 4 > 3",
    "__init__ and __main__", "* ", "**", "***", "a ** b ** c", "f(*args, **kwargs)", "(*) and (*)",
    "x[0](y) and a[i]", "C:\\dir\\x", "\\[ x^2 \\]", "1984 was a year", "3.14 is pi", "1.5 * 2",
    "#hashtag and #1", ">>> print(1)", ">= 3", "a | b", "`", "``` `", "~ 5 ~", "_ _", "* a*b",
    "5 - 3 = 2", "[x] done", "http://", "$a_1 * b_2$", "-5 degrees", "Q: why?", "\\n",
  ])
  func whatIsNotClearlyMarkdownStaysAsItIs(text: String) {
    let isRule = text == "***"
    let isItem = text == "* a*b"
    if isRule {
      #expect(shown(text, 5) == ["─────"])
    } else if isItem {
      #expect(shown(text) == ["• a*b"])
    } else {
      #expect(shown(text) == [text.last == " " ? String(text.dropLast()) : text])
    }
  }

  @Test func lineBreaksAndBlankLinesStayWhereTheyAre() {
    #expect(shown("roses\nare red\n\n\nviolets") == ["roses", "are red", "", "", "violets"])
  }

  @Test func codeWithinALineKeepsItsMarksAndIsNotReadAsMarkdown() {
    #expect(shown("use `a * b` and ``x ` y``") == ["use `a * b` and ``x ` y``"])
    #expect(styled("`**x**`") == ["text.dim: `", "code: **x**", "text.dim: `"])
    #expect(shown("**a `**` b**") == ["a `**` b"])
  }

  @Test func escapedMarksAreShown() {
    #expect(shown("\\*not slanted\\*") == ["*not slanted*"])
  }

  @Test func linksSayTheirAddress() {
    #expect(shown("see [the site](https://a.b/c).", 60) == ["see the site (https://a.b/c)."])
    #expect(styled("[the site](https://a.b)").first == "link: the site")
    #expect(shown("[https://a.b](https://a.b)") == ["https://a.b"])
    #expect(
      styled("https://a.b/c에서, <https://d.e>") == ["link: https://a.b/c", "link: <https://d.e>"])
  }

  // MARK: Blocks

  @Test func headingsKeepTheirSigns() {
    #expect(shown("## The **sea**") == ["## The sea"])
    #expect(
      styled("## The **sea**") == ["text.dim: ##", "heading:  The ", "heading bold: sea"])
  }

  @Test func listsHangTheirLines() {
    #expect(
      shown("- one two three\n  - four five six\n10. seven eight", 12) == [
        "• one two", "  three", "  ◦ four", "    five six", "10. seven", "    eight",
      ])
    #expect(shown("- [ ] to do\n- [x] done") == ["☐ to do", "☑ done"])
    #expect(shown("1. first\n\n   more of it", 10) == ["1. first", "", "   more of", "   it"])
  }

  @Test func quotesHaveABar() {
    #expect(shown("> the sea is\n> > calm", 10) == ["┃ the sea", "┃ is", "┃ ┃ calm"])
    #expect(shown("> - a\n>\n> b") == ["┃ • a", "┃ ", "┃ b"])
  }

  @Test func rulesReachAcross() {
    #expect(shown("a\n\n---\n* * *", 4) == ["a", "", "────", "────"])
  }

  @Test func codeStandsInAFrameWithItsNumber() {
    #expect(
      shown("Two:\n```swift\nlet a = 1\n\n  b\n```\nand\n~~~\nx\n~~~") == [
        "Two:", "╭ 1 swift", "│ let a = 1", "│ ", "│   b", "and", "╭ 2 ", "│ x",
      ])
    #expect(shown("```\n**a** | b\n# c\n```") == ["╭ 1 ", "│ **a** | b", "│ # c"])
  }

  @Test func longCodeGoesOnBehindAMark() {
    #expect(
      shown("```\nalpha beta gamma\n```", 14) == ["╭ 1 ", "│ alpha beta", "↳ gamma"])
    #expect(
      shown("```\n  alpha beta gamma\n```", 16) == ["╭ 1 ", "│   alpha beta", "↳   gamma"])
    // Within a word only where there is no other way, and then behind a bracket or an operator.
    #expect(
      shown("```\nprint(count([\"Hello\"]))\n```", 16).dropFirst() == [
        "│ print(count([", "↳ \"Hello\"]))",
      ])
    #expect(
      shown("```\nvalue.first.second\n```", 16).dropFirst() == ["│ value.first", "↳ .second"])
    #expect(shown("```\nabcdefghijklmno\n```", 10).dropFirst() == ["│ abcdefgh", "↳ ijklmno"])
  }

  @Test func codeInAListStandsUnderItsItem() {
    #expect(
      shown("1. do\n   ```sh\n   ls\n   ```\n2. next") == [
        "1. do", "   ╭ 1 sh", "   │ ls", "2. next",
      ])
  }

  @Test func indentedCodeIsLeftAsItIs() {
    #expect(styled("text\n\n    a **b** c") == ["code: a **b** c"])
    // Within a list it is text.
    #expect(shown("- x\n\n    a **b** c") == ["• x", "", "    a b c"])
  }

  @Test func codeIsColouredByItsLanguage() {
    #expect(
      styled("```python\ndef f(x): return \"a\" # 12\n```").dropFirst(3) == [
        "border: │ ", "code.keyword: def", "code:  f(x): ", "code.keyword: return", "code:  ",
        "code.string: \"a\"", "code:  ", "code.comment: # 12",
      ])
    #expect(styled("```sql\nselect 1.5 FROM t -- x\n```").contains("code.keyword: FROM"))
    #expect(styled("```js\n/* a\nb */ let x\n```").contains("code.comment: b */"))
    #expect(styled("```py\nx = \"\"\"a\nb\"\"\"\ny\n```").contains("code.string: b\"\"\""))
    #expect(styled("```rust\nfn f<'a>() {}\n```").contains("code: <'a>() {}") == false)
    #expect(styled("```unknown\nlet x\n```").contains("code: let x"))
  }

  // MARK: Tables

  @Test func tablesHaveAlignedColumns() {
    #expect(
      shown("| 이름 | n |\n|:--|--:|\n| 바다 | 1 |\n| sea | 100 |\n\nx") == [
        "이름 │   n", "─────┼────", "바다 │   1", "sea  │ 100", "", "x",
      ])
    #expect(shown("a | b\n--- | :-:\nlong | x") == ["a    │ b", "─────┼──", "long │ x"])
  }

  @Test func rowsMayHaveMoreCellsOrLess() {
    #expect(
      shown("|a|b|\n|-|-|\n|1|2|3|\n|4|") == ["a │ b", "──┼────", "1 │ 2|3", "4 │ "])
  }

  @Test func tablesThatAreTooWideWrapTheirCells() {
    #expect(
      shown("| a | b |\n|---|---|\n| x | one two three four |", 15) == [
        "a │ b", "──┼────────────", "x │ one two", "  │ three four",
      ])
  }

  @Test func tablesWithoutRoomStayAsTheyAre() {
    let text = "|aaaaaa|bbbbbb|cccccc|\n|---|---|---|\n|dddddd|eeeeee|ffffff|"
    #expect(shown(text, 12).joined() == text.split(separator: "\n")[0] + "|dddddd|eeeeee|ffffff|")
  }

  @Test func barsAloneMakeNoTable() {
    #expect(shown("a | b\nc | d") == ["a | b", "c | d"])
    #expect(shown("a | b\n---") == ["a | b", String(repeating: "─", count: 40)])
  }

  // MARK: Streaming

  @Test func whatHasNoEndYetIsShownAsIfItHad() {
    #expect(shown("a **bo", isOpen: true) == ["a bo"])
    #expect(styled("a **bo", isOpen: true) == ["text.strong bold: bo"])
    #expect(shown("a **bo") == ["a **bo"])
    #expect(styled("x `co", isOpen: true) == ["text.dim: `", "code: co"])
    // Only in the line that is written.
    #expect(shown("a **bo\nc", isOpen: true) == ["a **bo", "c"])
    #expect(shown("```py\nx = 1", isOpen: true) == ["╭ 1 py", "│ x = 1"])
    #expect(shown("| a | b |\n|--", isOpen: true).first == "a │ b")
  }

  @Test func linesKnowWhereTheyBegin() {
    let text = "# 한국\n\n- one two\n> q\n```\nabc\n```\n| a | b |\n|---|---|\n| 1 | 2 |\nend"
    for width in 1...20 {
      let starts = Self.lines(text, width).map(\.start)
      #expect(starts == starts.sorted())
      #expect(starts.last.map { $0 >= text.utf8.count - 3 } == true)
    }
  }

  @Test func withoutUnicodeItIsDrawnWithASCII() {
    var laidOut = MarkdownText(width: 20, look: MarkdownLook(isASCII: true))
    laidOut.update("- a\n- [x] b\n> c\n```\nd\n```\n---\n| e | f |\n|---|---|\n| 1 | 2 |")
    #expect(laidOut.lines.allSatisfy { $0.text.string.utf8.allSatisfy { $0 < 0x80 } })
    #expect(laidOut.lines.prefix(3).map(\.text.string) == ["- a", "[x] b", ": c"])
  }
}
