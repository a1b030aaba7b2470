import JSON
import Testing

@testable import Prompts

struct VerdictTests {
  private func verdict(
    _ check: PromptExpectation.Check, _ answer: String, _ values: [String: String] = [:],
    ignoresCase: Bool = false
  ) -> Verdict? {
    PromptExpectation(check, ignoresCase: ignoresCase).verdict(answer, values: values)
  }

  @Test func answersAreTrimmedAndThenCompared() {
    #expect(verdict(.equals("4"), " 4\n") == Verdict(true, "equal"))
    #expect(verdict(.equals("4"), "44") == Verdict(false, "not 4"))
    #expect(verdict(.equals("Yes"), "yes") == Verdict(false, "not Yes"))
    #expect(verdict(.equals("Yes"), "yES", ignoresCase: true)?.isMet == true)
  }

  @Test func oneOfSeveral() {
    let check = PromptExpectation.Check.oneOf(["positive", "negative", "neutral"])
    #expect(verdict(check, " negative ") == Verdict(true, "negative"))
    #expect(
      verdict(check, "negative.") == Verdict(false, "none of positive, negative, neutral"))
    #expect(PromptExpectation(check).summary == "one of positive, negative, neutral")
  }

  @Test func allPartsMustBeContained() {
    let check = PromptExpectation.Check.contains(["SELECT", "from"])
    #expect(verdict(check, "SELECT x from y") == Verdict(true, "contained"))
    #expect(verdict(check, "select x from y") == Verdict(false, "no SELECT"))
    #expect(verdict(check, "select x FROM y", ignoresCase: true)?.isMet == true)
    #expect(verdict(.contains(["aab"]), "aaaab")?.isMet == true)
    #expect(verdict(.contains(["abab"]), "abaabab")?.isMet == true)
    #expect(verdict(.contains([""]), "")?.isMet == true)
  }

  @Test func variablesStandForTheirValues() {
    #expect(verdict(.equals("{{label}}"), "x", ["label": " x "])?.isMet == true)
    #expect(verdict(.equals("{{label}}"), "x") == nil)
    #expect(verdict(.regex(#"\b{{n}}\b"#), "is a.b?", ["n": "a.b"]) == Verdict(true, "match"))
    #expect(verdict(.regex(#"\b{{n}}\b"#), "is axb?", ["n": "a.b"]) == Verdict(false, "no match"))
    #expect(PromptExpectation(.contains(["{{a}}{{b}}", "{{a}}"])).variables == ["a", "b"])
  }

  @Test func allChecksMustHoldAndTheFirstThatFailsIsNamed() {
    let expect = PromptExpectation(.contains(["a"]), .regex("^b"))
    #expect(expect.verdict("ba") == Verdict(true, "contained, match"))
    #expect(expect.verdict("b") == Verdict(false, "no a"))
    #expect(expect.verdict("a") == Verdict(false, "no match"))
    #expect(expect.summary == "contains a; matches ^b")
  }

  @Test func aCheckWhoseVariableIsNotGivenIsPassedOver() {
    let expect = PromptExpectation(.oneOf(["yes", "no"]), .equals("{{output}}"))
    #expect(expect.verdict("no") == Verdict(true, "no"))
    #expect(expect.verdict("no", values: ["output": "no"]) == Verdict(true, "no, equal"))
    #expect(expect.verdict("no", values: ["output": "yes"]) == Verdict(false, "not yes"))
    #expect(PromptExpectation(.equals("{{a}}"), .contains(["{{b}}"])).verdict("x") == nil)
    #expect(expect.variables == ["output"])
    #expect(expect.canCheck(given: []))
    #expect(!PromptExpectation(.equals("{{output}}")).canCheck(given: ["input"]))
    #expect(PromptExpectation(.equals("{{output}}")).canCheck(given: ["output", "input"]))
  }

  @Test func besideJSONEqualMeansThatItSaysTheSame() {
    let expect = PromptExpectation(.json(.object), .equals("{{output}}"))
    let values = ["output": #"{"name":"A","tags":[{"x":1,"y":2}]}"#]
    #expect(
      expect.verdict(#"{"tags": [{"y": 2, "x": 1}], "name": "A"}"#, values: values)
        == Verdict(true, "JSON, equal"))
    #expect(
      expect.verdict(#"{"name":"A","tags":[{"x":1}]}"#, values: values)?.isMet == false)
    // Without it, texts are texts.
    #expect(verdict(.equals("[1]"), "[ 1 ]")?.isMet == false)
  }

  private let person = PromptExpectation.Check.json(
    .keys([.init("name", .string), .init("age", .integer), .init("tags", .list(.string))]))

  @Test(
    arguments: [
      (#" {"name":"A","age":29,"tags":["x"],"more":1} "#, nil),
      (#"{"name":"A","age":29.0,"tags":[]}"#, nil),
      (#"{"name":"A","tags":[]}"#, "no key age"),
      (#"{"name":"A","age":"29","tags":[]}"#, "age is a string, not an integer"),
      (#"{"name":"A","age":1.5,"tags":[]}"#, "age is a number, not an integer"),
      (#"{"name":"A","age":1,"tags":["x",2]}"#, "tags[1] is a number, not a string"),
      (#"{"name":"A","age":1,"tags":{}}"#, "tags is an object, not an array"),
      ("[]", "an array, not an object"), ("name: A", "not JSON"), ("", "not JSON"),
      (#"{"name":"A"} and more"#, "not JSON"), ("```json\n{}\n```", "not JSON alone"),
    ])
  func jsonHasItsKeysAndTypes(answer: String, reason: String?) {
    #expect(verdict(person, answer) == Verdict(reason == nil, reason ?? "JSON"))
  }

  @Test func innerKeysAreNamedByTheirPath() {
    let shape = JSONShape.keys([.init("person", .keys([.init("name", .null)]))])
    #expect(verdict(.json(shape), #"{"person":{}}"#)?.reason == "no key person.name")
    #expect(
      verdict(.json(shape), #"{"person":{"name":true}}"#)?.reason
        == "person.name is a boolean, not null")
    #expect(verdict(.json(.any), "1")?.isMet == true)
    #expect(verdict(.json(.number), "18446744073709551615")?.isMet == true)
  }

  @Test func answersOfAMegabyteAreNoTrouble() {
    let long = String(repeating: "ab\u{301}", count: 100_000)
    #expect(verdict(.equals(long + "x"), long)?.isMet == false)
    #expect(verdict(.equals(long), long, ignoresCase: true)?.isMet == true)
    #expect(verdict(.contains([String(long.dropLast(9)) + "x"]), long)?.isMet == false)
    #expect(verdict(.regex("(a|b)*x"), long)?.isMet == false)
    #expect(verdict(.oneOf([long]), String(repeating: "\u{301}", count: 500_000))?.isMet == false)
    let deep = String(repeating: "[", count: 1_000_000)
    #expect(verdict(person, deep) == Verdict(false, "not JSON"))
  }

  @Test func summariesAreShort() {
    #expect(PromptExpectation(person).summary == "json with name, age, tags")
    #expect(PromptExpectation(.json(.any)).summary == "json")
    #expect(PromptExpectation(.equals("a\nb")).summary == "equals a b")
    let many = PromptExpectation(.oneOf((0..<50).map { "option \($0)" })).summary
    #expect(many == "one of option 0, option 1, option 2, option 3, option 4, …")
  }
}
