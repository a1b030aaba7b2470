import Cells
import Testing

@testable import Playground

/// Random texts that are full of Markdown's signs.
struct MarkdownPropertyTests {
  static let words = [
    "sea", "바다", "👨‍👩‍👧‍👦", " ", "  ", "\n", "\n\n", "\r\n", "\t", "**", "*", "_", "__", "`", "```",
    "~~~",
    "~~", "```py\n", "\n```\n", "# ", "- ", "* ", "1. ", "> ", ">", "| a | b |\n", "|---|:-:|\n",
    "|",
    "---", "[x](http://y.z)", "[", "](", ")", "https://a.b", "\\", "e\u{301}", "\u{301}",
    "\u{200D}",
    "🏽", "\u{1B}[31m", "漢字。", "- [ ] ", "    ", "\"", "'", "/*", "*/", "\"\"\"", "def", "12",
    "\u{1112}", "\u{1161}", "<think>", "</think>", "\r",
  ]

  static func text(_ random: inout SplitMix, _ count: Int) -> String {
    (0..<count).map { _ in words[Int(random.next() % UInt64(words.count))] }.joined()
  }

  @Test func textThatGrowsInAnyPiecesIsLaidOutAsIfItHadBeenWhole() {
    var random = SplitMix(state: 21)
    for round in 0..<150 {
      let width = 1 + Int(random.next() % 30)
      let look = MarkdownLook(
        isASCII: round % 5 == 0, widths: DisplayWidth(ambiguousIsWide: round % 7 == 0))
      var grown = MarkdownText(width: width, look: look)
      var text = ""
      for _ in 0..<12 {
        text += Self.text(&random, 3)
        for isOpen in round % 2 == 0 ? [true] : [true, false] {
          grown.update(text, isOpen: isOpen)
          var whole = MarkdownText(width: width, look: look)
          whole.update(text, isOpen: isOpen)
          #expect(grown.lines == whole.lines, "\(text.debugDescription) at \(width)")
        }
      }
    }
  }

  /// Of a long paragraph that is still written only the last lines are laid out again.
  @Test func aParagraphThatGrowsIsLaidOutAsIfItHadBeenWhole() {
    var random = SplitMix(state: 34)
    let words = [
      "sea ", "a lighthouse ", "바다가 ", "漢字。", "e\u{301}", "\u{301}", "🏽", "👨‍👩‍👧‍👦", "\u{200D}",
      "  ", "h", "ttp", "https://a.b ", "!", "\u{202E}", "\t",
    ]
    let marks = ["**", "`", "\n", "\n\n", "\r\n", "|", "[x](y)", "*", "\n|---|\n"]
    for round in 0..<300 {
      let width = 2 + Int(random.next() % 30)
      var grown = MarkdownText(width: width, look: MarkdownLook(isASCII: round % 5 == 0))
      var text = ["", "> ", "- ", "12. ", "  ", "# ", "> > ", "    "][round % 8]
      for _ in 0..<40 {
        for _ in 0..<3 { text += words[Int(random.next() % UInt64(words.count))] }
        if random.next() % 16 == 0 { text += marks[Int(random.next() % UInt64(marks.count))] }
        grown.update(text, isOpen: true)
        var whole = MarkdownText(width: width, look: grown.look)
        whole.update(text, isOpen: true)
        #expect(grown.lines == whole.lines, "\(text.debugDescription) at \(width)")
      }
    }
  }

  @Test func noLineIsWiderThanTheWidthAndAllAreDrawnExactly() {
    var random = SplitMix(state: 8)
    for round in 0..<600 {
      let text = Self.text(&random, 30)
      let widths = DisplayWidth(ambiguousIsWide: round % 4 == 0)
      let width = 1 + round % 40
      var laidOut = MarkdownText(
        width: width, look: MarkdownLook(isASCII: round % 5 == 0, widths: widths))
      laidOut.update(text)
      var last = 0
      for line in laidOut.lines {
        #expect(line.width <= width, "\(text.debugDescription) at \(width)")
        #expect(line.start >= last && line.start <= text.utf8.count)
        last = line.start
        var frame = Frame(size: Size(columns: 60, rows: 1), theme: .lineupDark)
        frame.widths = widths
        let end = frame.draw(line, at: Point(column: 0, row: 0), role: .text)
        #expect(end == line.width, "\(text.debugDescription): \(line.text)")
      }
    }
  }

  /// What is yanked by a number is what the number stands at.
  @Test func blocksOfCodeAreNumberedAsTheyAreListed() {
    var random = SplitMix(state: 90)
    for _ in 0..<400 {
      let text = Self.text(&random, 40)
      var laidOut = MarkdownText(width: 80, look: MarkdownLook())
      laidOut.update(text, from: Reasoning(of: text)?.end ?? 0)
      let edges = laidOut.lines.filter { line in
        line.runs.contains { $0.style.role == .border } && line.text.string.contains("╭ ")
      }
      #expect(edges.count == CodeBlocks.of(text).count, "\(text.debugDescription)")
    }
  }

  /// Of letters and digits none is lost, whatever stands around them.
  @Test func noWordIsLost() {
    var random = SplitMix(state: 77)
    for _ in 0..<300 {
      // Fences and tables take a language and a line of signs.
      let words = Self.words.filter {
        !$0.contains("```") && !$0.contains("~~~") && $0 != "\u{200D}"
      }
      let text = (0..<25).map { _ in words[Int(random.next() % UInt64(words.count))] }.joined()
      var laidOut = MarkdownText(width: 200, look: MarkdownLook())
      laidOut.update(text)
      func letters(_ text: String) -> [Character] {
        text.filter { "sea바다12漢字def".contains($0) }.map { $0 }
      }
      #expect(
        letters(laidOut.lines.map(\.text.string).joined(separator: "\n"))
          == letters(SafeText(text).string),
        "\(text.debugDescription)")
    }
  }

  /// Counted, not timed: what a piece of text costs must not depend on how much came before it.
  @Test(arguments: [
    "x", "word ", "**b** ", "`", "*", "[", "가", "\u{301}", "line\n", "- item\n", "> q\n", "| a ",
    "```\ncode\n```\n", "code line\n", "| a | b |\n", "\\", "<", "_a ", "h",
  ])
  func growingTextCostsItsLength(piece: String) {
    var laidOut = MarkdownText(width: 20, look: MarkdownLook())
    var text = piece == "code line\n" ? "```py\n" : piece == "| a | b |\n" ? piece + "|-|-|\n" : ""
    var work: [Int] = []
    for count in 1...240 {
      for _ in 0..<4 { text += piece }
      laidOut.update(text, isOpen: true)
      if count % 80 == 0 { work.append(laidOut.work) }
    }
    // A line or a table costs up to its limit a time, and no more.
    let limit = max(MarkdownText.lineLimit, Table.byteLimit) + MarkdownText.lineLimit
    #expect(work[2] - work[1] <= 80 * (limit + 4 * piece.utf8.count))
    if piece.hasSuffix("\n"), piece.first != "|" {
      #expect(work[2] - work[1] <= 80 * 8 * piece.utf8.count)
    }
  }

  @Test func hostileTextsEnd() {
    let count = 20_000
    for text in [
      String(repeating: "*a ", count: count), String(repeating: "[", count: count),
      String(repeating: "`", count: count), String(repeating: "a\u{301}\u{301}", count: count),
      String(repeating: "\u{301}", count: count), String(repeating: "> ", count: count),
      String(repeating: "|", count: count) + "\n" + String(repeating: "|-", count: count),
      "|a|\n|-|\n" + String(repeating: "|\n", count: count),
      String(repeating: "`a``b", count: count / 4), String(repeating: "**a*b_c", count: count / 4),
      "```\n" + String(repeating: "\"", count: count), String(repeating: "\\", count: count),
      String(repeating: "[a](", count: count / 4), String(repeating: "https://", count: count / 4),
    ] {
      var laidOut = MarkdownText(width: 30, look: MarkdownLook())
      laidOut.update(text, isOpen: true)
      #expect(laidOut.lines.count > 0)
    }
  }
}
