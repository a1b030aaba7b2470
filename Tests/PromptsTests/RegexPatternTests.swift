import FoundationEssentials
import JSON
import Support
import Testing

@testable import Prompts

struct RegexPatternTests {
  private func finds(_ pattern: String, _ text: String) throws -> Bool {
    try RegexPattern(pattern).isFound(in: text)
  }

  private func reason(_ pattern: String) -> String? {
    do throws(RegexError) {
      _ = try RegexPattern(pattern)
      return nil
    } catch {
      return error.description
    }
  }

  /// `Tests/Fixtures/prompts/make_regex_fixture.py` asked Python.
  @Test func randomPatternsFindWhatPythonFinds() throws {
    let data = try Data(contentsOf: URL(filePath: fixture("prompts/regex.jsonl")))
    var found = 0
    var refused = 0
    for line in Array(data).split(separator: UInt8(ascii: "\n")) {
      guard case .object(let fields) = try JSONValue.parse(Array(line)) else { continue }
      let values = Dictionary(uniqueKeysWithValues: fields.map { ($0.key, $0.value) })
      guard case .string(let pattern) = values["p"] else { continue }
      guard case .string(let flags) = values["f"], case .array(let texts) = values["t"] else {
        refused += 1
        #expect(reason(pattern) != nil, "\(pattern.debugDescription) is taken")
        continue
      }
      let compiled = try RegexPattern(pattern)
      for (text, flag) in zip(texts, flags) {
        guard case .string(let text) = text else { continue }
        found += flag == "1" ? 1 : 0
        #expect(
          compiled.isFound(in: text) == (flag == "1"),
          "\(pattern.debugDescription) in \(text.debugDescription)")
      }
    }
    #expect(found > 1000)
    #expect(refused > 200)
  }

  @Test(
    arguments: [
      (#"(?=a)"#, "look-ahead can't be used in patterns, at character 1"),
      (#"a(?!b)"#, "look-ahead can't be used in patterns, at character 2"),
      (#"(?<=a)"#, "look-behind can't be used in patterns, at character 1"),
      (#"(?<!a)"#, "look-behind can't be used in patterns, at character 1"),
      (#"(a)\1"#, "a back reference can't be used in patterns, at character 4"),
      (#"(?P=a)"#, "a back reference can't be used in patterns, at character 1"),
      (#"a++"#, "possessive repetition can't be used in patterns, at character 3"),
      (#"(?>a)"#, "an atomic group can't be used in patterns, at character 1"),
      (#"[[:alpha:]]"#, "a class by name ([:alpha:]) can't be used in patterns, at character 2"),
      (#"\p{L}"#, "a class by property (\\p) can't be used in patterns, at character 1"),
      (#"a(?i)"#, "(?…) elsewhere than at the start can't be used in patterns, at character 2"),
      (#"\q"#, "\\q means nothing, at character 1"),
      (#"*a"#, "there is nothing to repeat, at character 1"),
      (#"a**"#, "a repetition is repeated; put the first one in ( ), at character 3"),
      (#"a{3,2}"#, "the larger number comes first, at character 2"),
      (#"a{1001}"#, "more than 1000 repetitions, at character 2"),
      (#"(a"#, "( is not closed, at character 1"), (#"a)"#, ") closes nothing, at character 2"),
      (#"[a"#, "[ is not closed, at character 1"),
      (#"[b-a]"#, "a range goes backwards, at character 3"),
      (#"[a-\d]"#, "a range goes from one character to another, at character 3"),
      (#"\ud800"#, "no such character, at character 1"),
      (#"\U99999999"#, "no such character, at character 1"),
      (#"a\"#, "the pattern ends in a backslash, at character 2"),
    ])
  func whatCannotBeUsedIsNamed(pattern: String, reason: String) {
    #expect(self.reason(pattern) == reason)
  }

  @Test func patternsAreBounded() {
    #expect(reason(String(repeating: "a", count: 1001))?.hasPrefix("a pattern has at most") == true)
    #expect(reason(String(repeating: "(", count: 500))?.hasPrefix("more than 50 groups") == true)
    #expect(reason("(((a{100}){100}){100})")?.hasPrefix("the pattern is too large") == true)
    // Repetitions of nothing would take no room, but time.
    let nothing =
      "(" + String(repeating: "(", count: 20)
      + String(repeating: "){1000}", count: 20) + ")"
    #expect(reason(nothing)?.hasPrefix("the pattern is too large") == true)
    #expect(reason("(?:ab){1000}") == nil)
  }

  @Test(
    arguments: ["(a|a)*b", "(a*)*b", "(a+)+b", "(.*.*.*)x", "((a?){30}a{30})b", "(|a)*b"])
  func whatNeverEndsElsewhereEndsHere(pattern: String) throws {
    #expect(try !finds(pattern, String(repeating: "a", count: 20_000)))
  }

  @Test func flagsHoldWhereTheyStand() throws {
    #expect(try finds("(?i)STRASSE", "strasse"))
    #expect(try finds("(?i)é", "É"))
    #expect(try finds("(?i:A)b", "ab"))
    #expect(try !finds("(?i:A)b", "aB"))
    #expect(try finds("(?s)a.b", "a\nb"))
    #expect(try !finds("a.b", "a\nb"))
    #expect(try finds("(?m)^b$", "a\nb\nc"))
    #expect(try RegexPattern("YES", ignoresCase: true).isFound(in: "yes"))
  }

  @Test func anEscapedTextMatchesItselfAlone() throws {
    var random = SplitMix(seed: 3)
    for _ in 0..<500 {
      let text = random.text() + random.pick(["a.b*c", "[x](y)", "{2}", "^$|", "\\d"])
      let pattern = try RegexPattern("\\A" + RegexPattern.escaped(text) + "\\Z")
      #expect(pattern.isFound(in: text))
      #expect(!pattern.isFound(in: text + "x"))
    }
  }
}
