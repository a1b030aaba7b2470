import JSON
import Support
import Testing

@testable import Prompts

struct TemplateJSONTests {
  @Test func anyTemplateComesBackFromItsJSON() throws {
    var random = SplitMix(seed: 6)
    for _ in 0..<1000 {
      let template = random.template()
      let bytes = Array(template.json.write().utf8)
      #expect(try PromptTemplate(json: JSONValue.parse(bytes)) == template)
    }
  }

  @Test func itHasTheKeysOfAFile() {
    let template = PromptTemplate(
      name: "a", mode: .completion, user: "{{x}}",
      examples: [PromptExample(["x": "1"], output: "2", note: "n")], shots: .count(1),
      expect: PromptExpectation(.oneOf(["2", "3"]), ignoresCase: true))
    #expect(
      template.json.write()
        == #"{"name":"a","mode":"completion","user":"{{x}}","inputs":{"x":{}},"#
        + #""examples":[{"x":"1","output":"2","note":"n"}],"shots":1,"#
        + #""expect":{"one_of":["2","3"],"ignore_case":true}}"#)
  }

  @Test(
    arguments: [
      (#"[]"#, "a prompt is no object"), (#"{"name":"a"}"#, "there is no user"),
      (#"{"name":"a","user":1}"#, "user is no text"),
      (#"{"name":"a","user":"","mode":"x"}"#, "no mode x"),
      (#"{"name":"a","user":"","shots":-1}"#, "shots is all or a number from 0 on"),
      (#"{"name":"a","user":"","sampling":{"temp":-1}}"#, "temp is a number from 0 on"),
      (#"{"name":"a","user":"","expect":{"json":{"a":"int"}}}"#, "no type int"),
      (#"{"name":"a","user":"","examples":[{}]}"#, "there is no output"),
    ])
  func whatIsNoPromptIsRefused(text: String, reason: String) throws {
    let json = try JSONValue.parse(Array(text.utf8))
    #expect(throws: PromptError.malformed(reason)) { try PromptTemplate(json: json) }
  }

  @Test func whatIsNotKnownIsPassedOver() throws {
    let json = try JSONValue.parse(Array(#"{"name":"a","user":"{{x}}","later":[1]}"#.utf8))
    #expect(try PromptTemplate(json: json) == PromptTemplate(name: "a", user: "{{x}}"))
  }
}

extension SplitMix {
  mutating func template() -> PromptTemplate {
    let names = ["input", "질문", "schema", "a-b", "x_1"].filter { _ in bool() }
    var template = PromptTemplate(
      name: pick(["a", "sentiment-ko", "감정"]), description: text(),
      mode: pick(PromptMode.allCases), system: maybe { $0.text() }, user: text(),
      variables: names.map { name in
        PromptVariable(name, description: text(), default: maybe { $0.text() })
      },
      examples: list(upTo: 3) { random in
        PromptExample(
          Dictionary(uniqueKeysWithValues: names.map { ($0, random.text()) }),
          output: random.text(), note: random.text())
      },
      shots: pick([.all, .count(0), .count(3)]),
      stop: list(upTo: 2) { $0.text() + "." }, expect: maybe { $0.expectation() })
    if bool() {
      template.separators = PromptSeparators(question: text(), answer: text(), example: text())
    }
    template.sampling.temperature = maybe { abs($0.float()) }
    template.sampling.topK = maybe { $0.count() }
    template.sampling.topP = maybe { $0.pick([0, 0.1, 1]) }
    template.sampling.seed = maybe { $0.next() }
    template.sampling.predict = maybe { $0.below(9) - 1 }
    return template
  }

  mutating func expectation() -> PromptExpectation {
    let checks: [PromptExpectation.Check] = [
      .equals(text()), .oneOf(list(upTo: 3) { $0.text() }),
      .contains(list(upTo: 3) { $0.text() }),
      .regex(pick([#"\d+ a{2}"#, "(?i)yes|{{input}}", "한.*글$"])), .json(shape(depth: 3)),
    ]
    let some = checks.filter { _ in bool() }
    return PromptExpectation(some.isEmpty ? [pick(checks)] : some, ignoresCase: bool())
  }

  private mutating func shape(depth: Int) -> JSONShape {
    switch below(depth > 0 ? 4 : 2) {
    case 0, 1: JSONShape(name: pick(JSONShape.names)) ?? .any
    case 2: .list(shape(depth: depth - 1))
    default:
      .keys(["a", "b c", "ㄱ"].filter { _ in bool() }.map { .init($0, shape(depth: depth - 1)) })
    }
  }
}
