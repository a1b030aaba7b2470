import Prompts
import Support
import Testing

@testable import Configuration

struct PromptWritingTests {
  @Test func aWrittenPromptIsEasyToRead() throws {
    var template = PromptTemplate(
      name: "sentiment-ko", description: "Sentiment of a Korean review, one word",
      system: "Answer with one word.\nNothing else.", user: "Review: {{input}}\nSentiment:",
      variables: [PromptVariable("input", description: "the review", default: "좋아요")],
      examples: [
        PromptExample(["input": "최고예요"], output: "positive", note: "clear praise"),
        PromptExample(
          ["input": "line one\nline: two"], output: String(repeating: "long ", count: 20)),
      ],
      shots: .count(1), stop: ["\n"],
      expect: PromptExpectation(.oneOf(["positive", "no: 1"])))
    template.sampling.temperature = 0
    let text = """
      name: sentiment-ko
      description: Sentiment of a Korean review, one word
      system: |-
        Answer with one word.
        Nothing else.
      user: |-
        Review: {{input}}
        Sentiment:
      inputs:
        input: {description: the review, default: 좋아요}
      examples:
        - {input: 최고예요, output: positive, note: clear praise}
        - input: |-
            line one
            line: two
          output: "\(String(repeating: "long ", count: 20))"
      shots: 1
      sampling: {temp: 0.0}
      stop: ["\\n"]
      expect: {one_of: [positive, "no: 1"]}

      """
    #expect(PromptFile.write(template) == text)
    #expect(PromptFile.read(text, file: "sentiment-ko.yaml").0 == template)
  }

  @Test func whateverIsWrittenIsReadAsItWas() {
    var random = SplitMix(seed: 4)
    for _ in 0..<600 {
      let template = random.filePrompt()
      let text = PromptFile.write(template)
      let (again, problems) = PromptFile.read(text, file: "x.yaml")
      if again != template {
        Issue.record(
          "\(problems)\n\(template.json.write())\n\(again?.json.write() ?? "nothing")\n\(text)")
        return
      }
    }
  }

  @Test(
    arguments: [
      // At the end, without a last newline.
      (
        "user: '{{a}}'\nexamples:\n  - {a: x, output: y}",
        "user: '{{a}}'\nexamples:\n  - {a: x, output: y}\n  - {a: new, output: out}"
      ),
      // In the middle, with comments, blank lines and a block.
      (
        "# top\nexamples: # few\n- a: x\n  output: |\n    y\n\n    # z\n\n# shots\nshots: 1\nuser: '{{a}}'\n",
        "# top\nexamples: # few\n- a: x\n  output: |\n    y\n\n    # z\n- {a: new, output: out}\n\n# shots\nshots: 1\nuser: '{{a}}'\n"
      ),
      // With the newlines of Windows.
      (
        "user: '{{a}}'\r\nexamples:\r\n  - {a: x, output: y}\r\nshots: 1\r\n",
        "user: '{{a}}'\r\nexamples:\r\n  - {a: x, output: y}\r\n  - {a: new, output: out}\r\nshots: 1\r\n"
      ),
      // None yet.
      ("user: '{{a}}' # it", "user: '{{a}}' # it\nexamples:\n  - {a: new, output: out}\n"),
    ])
  func anExampleIsAddedAndTheRestStays(text: String, longer: String) throws {
    let example = PromptExample(["a": "new"], output: "out")
    let extended = try PromptFile.adding(example, to: text, file: "p.yaml")
    #expect(extended == PromptFile.Extended(text: longer, keepsTheRest: true))
  }

  @Test func whereLinesCannotBeInsertedAllIsWrittenAnew() throws {
    for text in [
      "user: '{{a}}'\nexamples: [{a: x, output: y}]\n", "user: '{{a}}'\nexamples: []\n",
      "{user: '{{a}}', examples: [{a: x, output: y}]}", "prompt: $a",
    ] {
      let before = try #require(PromptFile.read(text, file: "p.yaml").0)
      let example = PromptExample(["a": "new"], output: "out")
      let extended = try PromptFile.adding(example, to: text, file: "p.yaml")
      #expect(!extended.keepsTheRest)
      var wanted = before
      wanted.examples.append(example)
      #expect(PromptFile.read(extended.text, file: "p.yaml").0 == wanted)
    }
  }

  @Test func anExampleIsAddedToWhateverIsWritten() throws {
    var random = SplitMix(seed: 5)
    for _ in 0..<300 {
      var template = random.filePrompt()
      let example = template.examples.popLast() ?? random.example(template)
      let text = PromptFile.write(template)
      let extended = try PromptFile.adding(example, to: text, file: "x.yaml")
      #expect(extended.keepsTheRest, "\(text)")
      template.examples.append(example)
      #expect(PromptFile.read(extended.text, file: "x.yaml").0 == template)
    }
  }

  @Test func whatHasErrorsOrExamplesElsewhereIsLeftAlone() throws {
    let folder = try Folder()
    try folder.write("a.jsonl", #"{"a":"x","output":"y"}"#)
    let example = PromptExample(["a": "new"], output: "out")
    #expect(
      throws: Problem("p.yaml", line: 2, "its examples come from a file; add it there")
    ) {
      try PromptFile.adding(
        example, to: "user: '{{a}}'\nexamples: {from: a.jsonl}", file: "p.yaml",
        folder: folder.path)
    }
    #expect(throws: Problem.self) {
      try PromptFile.adding(example, to: "usr: x", file: "p.yaml")
    }
  }
}

extension SplitMix {
  /// A prompt as files can have it.
  mutating func filePrompt() -> PromptTemplate {
    let names = ["input", "질문", "a-b"].filter { _ in bool() }
    var template = PromptTemplate(
      name: pick(["x", "감정", "1"]), description: line(), mode: pick(PromptMode.allCases),
      system: maybe { $0.line() }, user: line() + names.map { "{{\($0)}}" }.joined() + line(),
      shots: pick([.all, .count(0), .count(3)]), stop: list(upTo: 2) { $0.line() + "." })
    template.variables = names.map { name in
      PromptVariable(name, description: line(), default: maybe { $0.line() })
    }
    template.examples = list(upTo: 3) { $0.example(template) }
    template.sampling.seed = maybe { $0.next() }
    template.sampling.topP = maybe { $0.pick([0, 0.1, 1e-9]) }
    template.expect = maybe {
      PromptExpectation(
        $0.pick([
          [.equals($0.line()), .json(.any)], [.oneOf([$0.line(), "x"])],
          [.regex("a{2}|\\d"), .contains([$0.line()])],
          [.json(.keys([.init("a b", .list(.null)), .init("no", .any), .init("c", .keys([]))]))],
        ]),
        ignoresCase: $0.bool())
    }
    if bool() {
      template.separators = PromptSeparators(question: line(), answer: line(), example: line())
    }
    return template
  }

  mutating func example(_ template: PromptTemplate) -> PromptExample {
    let pairs = template.variables.map { ($0.name, line()) }
    return PromptExample(Dictionary(uniqueKeysWithValues: pairs), output: line(), note: line())
  }

  /// A text of what means something to YAML.
  private mutating func line() -> String {
    let parts = [
      "a", "b c", "한", ": ", " #", "#", "- ", "&a ", "*a", "|", ">", "'", "\"", "\\", "{", "}", "[",
      ",", "?", "!", "%", "@", "`", "~", "null", "no", "\n", "\n\n", "  ", " ", "\t", "\r\n",
      "\u{85}",
      "\u{2028}", "\u{301}", "a\u{FEFF}", "👩‍👧", "---\n", "...", "\u{0}", "\u{7F}", "\u{E000}", "<<",
    ]
    return list(upTo: 6) { $0.pick(parts) }.joined()
  }
}
