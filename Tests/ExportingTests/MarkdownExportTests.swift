import JSON
import SessionLog
import Testing

@testable import Exporting
@testable import Playground

@Suite struct MarkdownExportTests {
  /// The blocks of code behind the front matter, as our own parser reads them.
  private func blocks(_ text: String) -> [String] {
    // The front matter ends at the second line of hyphens.
    let parts = text.split(separator: "\n---\n", maxSplits: 1)
    return CodeBlocks.of(String(parts.last ?? "")).map(\.text)
  }

  @Test(arguments: hostileTexts)
  func promptsAndAnswersAreReadBackAsTheyWere(text: String) {
    let document = MarkdownExport.text(Script.answered(text, to: text))
    // Our parser takes a carriage return before a line's end for a part of that end.
    let expected = text.replacing("\r\n", with: "\n").utf8
    let found = blocks(document)
    #expect(found.count == 2)
    for block in found {
      #expect(block.utf8.elementsEqual(expected) || (block + "\n").utf8.elementsEqual(expected))
    }
  }

  @Test func theFrontMatterNamesEverySettingWithItsSource() {
    var script = Script(panes: ["small", "large"])
    script.title("A \"title\": with # signs")
    script.set("stop", .array([.string("\n\n"), .string("\u{202E}")]), source: "prompt", pane: 2)
    script.ask("Why?", panes: [1, 2])
    let text = MarkdownExport.text(script.state, id: "7f3a")
    #expect(text.hasPrefix("---\ntitle: \"A \\\"title\\\": with # signs\"\nsession: \"7f3a\"\n"))
    #expect(text.contains(#"      "temp": {value: 0.8, source: "default"}"#))
    #expect(text.contains(#"      "stop": {value: ["\n\n", "\u202E"], source: "prompt"}"#))
    #expect(text.contains("    model: \"large.gguf\"\n"))
    #expect(text.contains("  kernels: \"avx2\"\n"))
    #expect(!text.contains("/home/mina"))
  }

  @Test func anotherAnswerIsMarkedAndStandsBehindTheShownOne() {
    var script = Script()
    script.ask("Why?")
    script.answer("first")
    script.ask("Why?")
    script.answer("second", variant: 2)
    let text = MarkdownExport.text(script.state)
    #expect(blocks(text) == ["Why?", "second", "first"])
    #expect(text.contains("#### Another answer, number 1, not part of the conversation"))
  }

  @Test func whatFollowedAnAnswerThatWasPutAsideIsNotLost() {
    var script = Script()
    script.ask("Why?")
    script.answer("first")
    script.ask("And then?", turn: 2)
    script.answer("later", turn: 2)
    script.ask("Why?")
    script.answer("second", variant: 2)
    let text = MarkdownExport.text(script.state)
    #expect(blocks(text) == ["Why?", "second", "first", "And then?", "later"])
    #expect(MetricsTable.json(script.state).contains(#""answer":"later""#))
  }

  @Test func onePromptToAllPanesIsSaidOnce() {
    var script = Script(panes: ["small", "large"])
    script.ask("Why?", panes: [1, 2])
    script.answer("a", pane: 1)
    script.answer("b", pane: 2)
    script.ask("You?", turn: 2, panes: [1])
    script.ask("And you?", turn: 2, panes: [2])
    script.answer("c", turn: 2, pane: 1)
    script.answer("d", turn: 2, pane: 2)
    #expect(
      blocks(MarkdownExport.text(script.state))
        == ["Why?", "a", "b", "You?", "c", "And you?", "d"])
  }

  @Test func whatAPromptFileExpectsIsSaid() {
    var script = Script()
    script.ask("Jisoo of Busan", Script.use())
    script.answer(#"{"name":"Ann"}"#)
    let text = MarkdownExport.text(script.state)
    #expect(text.contains("Prompt `json-person`, 1 example\n"))
    #expect(text.contains("✗ Not as expected: "))
    #expect(text.contains(#"  - {"name": "json-person","#))
  }
}
