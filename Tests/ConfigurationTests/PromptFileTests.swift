import Prompts
import Testing

@testable import Configuration

struct PromptFileTests {
  static let whole = """
    name: sentiment-ko
    description: Sentiment of a Korean review, one word
    mode: chat
    system: Answer with one word.
    user: "Review: {{input}}\\nSentiment:"
    inputs:
      input: {description: the review, default: "좋아요"}
    examples:
      - {input: 최고예요, output: positive, note: clear praise}
      - input: no
        output: |
          negative
    shots: 1
    sampling: {temp: 0, predict: 8}
    stop: ["\\n"]
    expect: {one_of: [positive, negative, neutral]}
    separators: {answer: " ->"}

    """

  private func read(_ text: String, file: String = "a.yaml") -> (PromptTemplate?, [String]) {
    let (template, problems) = PromptFile.read(text, file: file)
    return (template, problems.map(\.description))
  }

  @Test func aWholePromptIsRead() throws {
    let (template, problems) = read(Self.whole)
    #expect(problems == [])
    var wanted = PromptTemplate(
      name: "sentiment-ko", description: "Sentiment of a Korean review, one word",
      system: "Answer with one word.", user: "Review: {{input}}\nSentiment:",
      variables: [PromptVariable("input", description: "the review", default: "좋아요")],
      examples: [
        PromptExample(["input": "최고예요"], output: "positive", note: "clear praise"),
        PromptExample(["input": "no"], output: "negative"),
      ],
      shots: .count(1), stop: ["\n"],
      expect: PromptExpectation(.oneOf(["positive", "negative", "neutral"])),
      separators: PromptSeparators(question: "", answer: " ->"))
    wanted.sampling.temperature = 0
    wanted.sampling.predict = 8
    #expect(template == wanted)
  }

  @Test func theLeastThatIsAPrompt() {
    let (template, problems) = read("user: hi {{a}}", file: "x/y/hello.yaml")
    #expect(template == PromptTemplate(name: "hello", user: "hi {{a}}"))
    #expect(problems == [])
  }
}
