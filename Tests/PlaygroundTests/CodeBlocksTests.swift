import Testing

@testable import Playground

struct CodeBlocksTests {
  @Test func fencedBlocksComeWithTheirLanguage() {
    let answer = """
      Two ways:

      ```swift
      let a = 1

        print(a)
      ```
      or

      ~~~
      plain ``` text
      ~~~
      """
    #expect(
      CodeBlocks.of(answer) == [
        CodeBlock(language: "swift", text: "let a = 1\n\n  print(a)"),
        CodeBlock(language: nil, text: "plain ``` text"),
      ])
  }

  @Test func aBlockThatIsStillWrittenCounts() {
    #expect(CodeBlocks.of("```py\nx = 1\ny") == [CodeBlock(language: "py", text: "x = 1\ny")])
    #expect(CodeBlocks.of("```") == [CodeBlock(language: nil, text: "")])
  }

  @Test func aBlockInAListOrAQuoteLosesTheirIndent() {
    let list = "1. First:\n\n   ```sh\n   ls\n     -l\n   ```\n2. Then"
    #expect(CodeBlocks.of(list) == [CodeBlock(language: "sh", text: "ls\n  -l")])
    let quote = "> ```\n> a\n> > b\nnot quoted"
    #expect(CodeBlocks.of(quote).map(\.text) == ["a\n> b"])
    #expect(CodeBlocks.of("```\n> a\n```").map(\.text) == ["> a"])
  }

  @Test func longerFencesHoldShorterOnes() {
    #expect(CodeBlocks.of("````md\n```\na\n```\n````").map(\.text) == ["```\na\n```"])
  }

  @Test func codeWithinALineIsNoBlock() {
    #expect(CodeBlocks.of("```x``` and `y`").isEmpty)
    #expect(CodeBlocks.of("``\nx\n``").isEmpty)
  }

  @Test func whatWasOnlyThoughtIsLeftOut() {
    let answer = "<think>\n```\na\n```\n</think>\n```\nb\n```"
    #expect(CodeBlocks.of(answer).map(\.text) == ["b"])
    #expect(CodeBlocks.of("<think>\n```\na\n```\n").isEmpty)
  }

  @Test func linesMayEndAsOnWindows() {
    #expect(CodeBlocks.of("```\r\na\r\n```\r\nb").map(\.text) == ["a"])
  }
}
