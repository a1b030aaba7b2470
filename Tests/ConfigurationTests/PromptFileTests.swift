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

  @Test func severalChecksAreReadInTheirOrder() {
    let (template, problems) = PromptFile.read(
      "user: x\nexpect: {contains: z, equals: \"{{output}}\", ignore_case: true}", file: "p.yaml")
    #expect(problems == [])
    #expect(
      template?.expect
        == PromptExpectation(.contains(["z"]), .equals("{{output}}"), ignoresCase: true))
  }

  @Test func theLeastThatIsAPrompt() {
    let (template, problems) = read("user: hi {{a}}", file: "x/y/hello.yaml")
    #expect(template == PromptTemplate(name: "hello", user: "hi {{a}}"))
    #expect(problems == [])
  }

  @Test(
    arguments: [
      ("exmaples: []\nuser: x", 1, #"there is no key "exmaples"; did you mean examples?"#),
      (
        "user: x\nname: a b", 2,
        #"a prompt's name has letters, digits, - and _, at most 64, not "a b""#
      ),
      ("user: x\nmode: cat", 2, #"there is no mode "cat"; did you mean chat?"#),
      ("user: x\nshots: some", 2, #"shots is all or a whole number from 0 on, not "some""#),
      ("user: x\nshots: -1", 2, #"shots is all or a whole number from 0 on, not "-1""#),
      ("user: x\nsampling: {tmp: 0}", 2, #"there is no sampling value "tmp"; did you mean temp?"#),
      ("user: x\nsampling:\n  temp: hot", 3, #"temp is a number from 0 on, not "hot""#),
      ("user: x\nsampling: {top_p: 1.5}", 2, #"top_p is a number from 0 to 1, not "1.5""#),
      ("user: x\nsampling: {predict: -2}", 2, #"predict is a whole number from -1 on, not "-2""#),
      ("user: x\nsampling: {top_k: [1]}", 2, "top_k is a whole number from 0 on, not a list"),
      ("user: x\nstop: [a, \"\"]", 2, "an empty text can't end an answer"),
      ("user: x\nstop: {a: b}", 2, "stop wants a text or a list of texts, not a mapping"),
      ("user: {{inptu}}", 1, "user wants a text, not a mapping; put a text that begins with {"),
      ("name: x\nuser: {{input}} and more", 2, "a text that begins with { goes in quotation marks"),
      (
        "user: '{{inptu}}'\ninputs: {input: {}}", 1,
        "{{inptu}} of user is not among the inputs; did you mean input?"
      ),
      (
        "user: x\nsystem: '{{a}}'\ninputs: {word: {}}", 2,
        "{{a}} of system is not among the inputs; there are: word"
      ),
      (
        "user: '{{a}}'\ninputs: {a: {defualt: x}}", 2,
        #"there is no key of an input "defualt"; did you mean default?"#
      ),
      ("user: '{{a}}'\ninputs: {a: {default: [x]}}", 2, "default wants a text, not a list"),
      (
        "user: '{{output}}'", 1,
        "no variable can be called output: examples have a key of that name"
      ),
      ("user: '{{a}}'\nexamples: [{a: x}]", 2, "an example has no output"),
      (
        "user: '{{a}}'\nexamples:\n- a: x\n  ouput: y", 3,
        "an example has no output; is ouput meant as it?"
      ),
      (
        "user: '{{a}}'\nexamples:\n- {aa: x, output: y}", 3,
        "the example has no a; is aa meant as it?"
      ),
      (
        "user: '{{a}}'\nexamples:\n- {a: , output: y}", 3,
        "a wants a text, not nothing; for an empty text write \"\""
      ),
      (
        "user: x\nexamples: [x]", 2,
        "an example gives each variable and output a text, not \"x\""
      ),
      (
        "user: x\nexamples: all", 2,
        "examples is a list, or a mapping with the file they come from, not \"all\""
      ),
      ("user: x\nexpect: {is: y}", 2, #"there is no key of expect "is"; there are: equals"#),
      (
        "user: x\nexpect: {}", 2,
        "expect wants at least one of equals, one_of, contains, regex, json"
      ),
      (
        "user: x\nexpect: {ignore_case: yes}", 2,
        "expect wants at least one of equals, one_of, contains, regex, json"
      ),
      ("user: x\nexpect: {equals: y, regex: a(b}", 2, "regex: ( is not closed"),
      ("user: x\nexpect:\n  regex: a(b", 3, "regex: ( is not closed, at character 2"),
      (
        "user: x\nexpect:\n  json:\n    age: whole", 4,
        #"there is no type "whole"; there are: string"#
      ),
      ("user: x\nexpect:\n  json: {a: [string, null]}", 3, "a list in a has one type"),
      (
        "user: x\nseparators: {anser: y}", 2,
        #"there is no separator "anser"; did you mean answer?"#
      ),
      ("user: x\nuser: y", 2, #""user" stands twice; first in line 1"#),
      ("user: [x]", 1, "user wants a text, not a list"),
      ("- user: x", 1, "keys are wanted here"), ("name: x", 1, "there is no key user"),
      ("user:\n\tx: y", 2, "a tab stands where only blanks may"),
    ])
  func whatIsWrongIsSaidWithItsLine(text: String, line: Int, reason: String) throws {
    let (template, problems) = PromptFile.read(text, file: "p.yaml")
    #expect(template == nil)
    let problem = try #require(problems.first)
    #expect(problem.line == line, "\(problem)")
    #expect(problem.reason.hasPrefix(reason), "\(problem)")
    #expect(problems.count == 1, "\(problems)")
  }

  @Test(
    arguments: [
      ("user: x\ninputs: {a: {}}", 2, "the input a is used nowhere"),
      ("user: x\nshots: 2\nexamples: [{output: y}]", 2, "there are only 1 examples for shots: 2"),
      ("user: x\nexamples: [{b: z, output: y}]", 2, "the example's b is used nowhere"),
      (
        "user: '{{first name}}'", 1,
        "{{first name}} is no variable, since that is no name, and stays as it is"
      ),
      (
        "user: 'x '\nmode: completion", 1,
        "user ends in a blank; models go on worse after one than without it"
      ),
      (
        "user: x\nmode: alpaca\nseparators: {answer: y}", 3,
        "separators mean nothing in the mode alpaca"
      ),
      (
        "user: x\nexpect: {json: any}\nexamples:\n- output: y", 4,
        "the example's output is not what expect says: not JSON"
      ),
      ("system: x\nmodel: y", 2, "model of an llm template is passed over"),
    ])
  func whatIsOddIsAWarning(text: String, line: Int, reason: String) throws {
    let (template, problems) = PromptFile.read(text, file: "p.yaml")
    #expect(template != nil)
    #expect(problems == [Problem("p.yaml", line: line, reason, isWarning: true)])
    #expect(problems.first?.description == "p.yaml:\(line): warning: \(reason)")
  }

  @Test func wordsThatLookLikeOtherThingsStayText() throws {
    let text = """
      user: "{{q}}"
      description: 12:30
      examples:
        - {q: no, output: 1e9}
        - {q: 2001-01-01, output: "null"}
      stop: yes
      expect: {one_of: [no, 1e9, "null"]}
      """
    let template = try #require(PromptFile.read(text, file: "p.yaml").0)
    #expect(template.description == "12:30")
    #expect(
      template.examples.map { [$0.values["q"], $0.output] }
        == [["no", "1e9"], ["2001-01-01", "null"]])
    #expect(template.stop == ["yes"])
  }

  @Test func theNewlineThatEndsABlockIsNoPartOfIt() throws {
    let text =
      "user: |\n  a\n\n  b: {{x}}\nsystem: >\n  one\n  line\nexamples:\n- {x: y, output: \"z\\n\"}\n"
    let template = try #require(PromptFile.read(text, file: "p.yaml").0)
    #expect(template.user == "a\n\nb: {{x}}")
    #expect(template.system == "one line")
    #expect(template.examples.first?.output == "z\n")
  }

  @Test func anInputMayBeDescribedInAWord() throws {
    let template = try #require(
      PromptFile.read("user: '{{a}}{{b}}'\ninputs: {b: the second, a: {}}", file: "p.yaml").0)
    #expect(
      template.variables == [PromptVariable("b", description: "the second"), PromptVariable("a")])
    let list = try #require(PromptFile.read("user: '{{a}}'\ninputs: [a]", file: "p.yaml").0)
    #expect(list.variables == [PromptVariable("a")])
  }

  @Test func theJSONOfATemplateIsAFile() throws {
    let template = try #require(PromptFile.read(Self.whole, file: "a.yaml").0)
    let (again, problems) = read(template.json.write())
    #expect(again == template)
    #expect(problems == [])
  }

  @Test func plainFilesAreUserPrompts() {
    #expect(
      read("Say {{word}}: no.\n\n", file: "x/hi.md").0
        == PromptTemplate(name: "hi", user: "Say {{word}}: no."))
    #expect(read("\u{FEFF}a\r\n", file: "b.txt").0 == PromptTemplate(name: "b", user: "a"))
    #expect(read(" \n", file: "b.txt").0 == PromptTemplate(name: "b", user: " "))
    #expect(read("\n", file: "b.txt").1 == ["b.txt: there is no prompt in it"])
    #expect(read("", file: "b.yaml").1 == ["b.yaml: there is no prompt in it"])
    #expect(
      read(#"[{"role":"user","content":"x"}]"#, file: "c.json").0
        == PromptTemplate(name: "c", user: "x"))
    #expect(
      read("[]", file: "c.json").1
        == ["c.json: a list of messages is wanted, or an object with messages"])
  }

  @Test func templatesOfLLMAreRead() {
    let text = """
      system: You are $who, ${who}.
      prompt: 'Costs $$5 {{x}} $9: $input'
      defaults: {who: Bob}
      options: {temperature: 0.2, max_tokens: 20, stop: [END]}
      """
    var wanted = PromptTemplate(
      name: "t", system: "You are {{who}}, {{who}}.", user: #"Costs $5 \{{x}} $9: {{input}}"#,
      variables: [PromptVariable("input"), PromptVariable("who", default: "Bob")], stop: ["END"])
    wanted.sampling.temperature = 0.2
    wanted.sampling.predict = 20
    let (template, problems) = read(text, file: "t.yaml")
    #expect(template == wanted)
    #expect(problems == [])
    #expect(
      read("Summarise $input", file: "t.yaml").0
        == PromptTemplate(name: "t", user: "Summarise {{input}}"))
    #expect(
      read("prompt: '{{x}}'\nshots: 1", file: "t.yaml").1.first
        == "t.yaml:1: there is no key \"prompt\"; there are: name, description, mode, system, user, "
        + "inputs, examples, shots, sampling, stop, expect, separators")
    #expect(
      read("system: Summarise.", file: "t.yaml").0
        == PromptTemplate(name: "t", system: "Summarise.", user: "{{input}}"))
  }
}
