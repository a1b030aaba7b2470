import JSON
import Prompts
import Testing

@testable import lineup

struct SettingChangeTests {
  @Test func settingsAreNamedAsTheirFlags() throws {
    let written: [(String, String, JSONValue)] = [
      ("temp=0.2", "temp", .number(0.2)), ("top-k=5", "top_k", .integer(5)),
      ("--top_p=1", "top_p", .number(1)), ("n=-1", "predict", .integer(-1)),
      ("ctx-size=512", "ctx_size", .integer(512)), ("sys=a=b", "system", .string("a=b")),
      ("raw=true", "raw", .bool(true)), ("shots=0", "shots", .integer(0)),
      ("stop=\n", "stop", .array([.string("\n")])), ("seed=-1", "seed", .unsigned(.max)),
    ]
    for (text, name, value) in written {
      let change = try SettingChange(text)
      #expect(change.name == name && change.value == value, "\(text)")
    }
  }

  @Test func whatIsNoSettingOrNoValueSaysWhatWouldBe() {
    let wrong = [
      ("tmep=1", "did you mean temp"), ("temp", "as in temp=0.2"), ("=1", "as in temp=0.2"),
      ("temp=hot", "temp must be a number from 0 on"), ("raw=1", "raw must be true or false"),
      ("ctx-size=0", "ctx-size must be a whole number from 1 on"), ("colour=1", "there are temp"),
    ]
    for (text, words) in wrong {
      do {
        _ = try SettingChange(text)
        Issue.record("\(text) is taken")
      } catch {
        #expect(error.sentence.contains(words), "\(error.sentence)")
        #expect(error.status == 2)
      }
    }
  }

  @Test func whatIsSaidGoesBeforeWhatAPromptFileSays() throws {
    var template = PromptTemplate(name: "short", user: "{{input}}")
    template.sampling.temperature = 0.1
    template.sampling.topK = 3
    var settings = PaneSettings()
    settings.take(
      [
        try SettingChange("temp=0.7"), try SettingChange("prompt=short"),
        try SettingChange("stop=a"), try SettingChange("stop=b"),
      ], prompts: ["short": template])
    #expect(settings.prompt?.name == "short")
    #expect(settings.parameters.temperature == 0.7)
    #expect(settings.parameters.topK == 3)
    #expect(settings.parameters.stop == ["a", "b"])
  }
}
