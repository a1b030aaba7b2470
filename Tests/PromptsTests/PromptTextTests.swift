import Support
import Testing

@testable import Prompts

struct PromptTextTests {
  @Test(
    arguments: [
      ("a {{x}} b {{ y }}", ["x", "y"], "a 1 b 2"),
      ("{{x}}{{x}}", ["x"], "11"),
      ("{{입력}} {{first-name}} {{a_1}}", ["입력", "first-name", "a_1"], "3 4 5"),
      (#"\{{x}}"#, [], "{{x}}"),
      (#"\\{{x}}"#, ["x"], #"\1"#),
      (#"\\\{{x}}"#, [], #"\{{x}}"#),
      ("{{{x}}}", ["x"], "{1}"),
      ("{{ a b }} {{}} {{x", [], "{{ a b }} {{}} {{x"),
      ("{{x\n}} {x} }} \\", [], "{{x\n}} {x} }} \\"),
    ])
  func placesAreFoundAndFilled(source: String, names: [String], filled: String) throws {
    let text = PromptText(source)
    #expect(text.variables == names)
    let values = ["x": "1", "y": "2", "입력": "3", "first-name": "4", "a_1": "5"]
    #expect(try text.filled(values) == filled)
  }

  @Test func valuesAreNeverFilledAgain() throws {
    let values = ["x": "{{y}}", "y": "no"]
    #expect(try PromptText("{{x}}").filled(values) == "{{y}}")
  }

  @Test func whatIsMissingIsNamed() {
    #expect(throws: PromptError.missingValue("y")) {
      try PromptText("{{x}}{{y}}").filled(["x": ""])
    }
  }

  @Test func whatLooksLikeAPlaceAndIsNoneIsReported() {
    #expect(PromptText("{{ first name }} {{#if}} {{x}} {{").oddities == [" first name ", "#if"])
  }

  @Test func anyTextCanBeWrittenAsOneWithoutPlaces() throws {
    var random = SplitMix(seed: 1)
    for _ in 0..<2000 {
      let parts = ["{", "}", "{{", "}}", "\\", "x", " ", "{{x}}", "가", "\n"]
      let literal = random.list(upTo: 9) { $0.pick(parts) }.joined()
      let text = PromptText(PromptText.escaped(literal))
      #expect(text.variables == [])
      #expect(try text.filled([:]) == literal)
    }
  }

  @Test func longTextsOfBracesAreReadInOneGo() {
    #expect(PromptText(String(repeating: "{{", count: 500_000)).variables == [])
    #expect(PromptText(String(repeating: "{{a", count: 300_000)).variables == [])
    #expect(PromptText(String(repeating: "\\", count: 1_000_000) + "{{a}}").variables == ["a"])
  }
}
