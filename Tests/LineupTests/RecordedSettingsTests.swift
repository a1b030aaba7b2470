import JSON
import Prompts
import SessionLog
import Testing

@testable import lineup

struct RecordedSettingsTests {
  private static func template(_ name: String = "translate") -> PromptTemplate {
    var template = PromptTemplate(
      name: name, user: "{{text}} =>",
      examples: [
        PromptExample(["text": "cheese"], output: "fromage"),
        PromptExample(["text": "sea"], output: "mer"),
      ])
    template.sampling.temperature = 0.2
    template.sampling.seed = .max
    return template
  }

  /// Settings as people, models and prompt files make them.
  private static var all: [PaneSettings] {
    let fresh = PaneSettings()
    var chosen = fresh
    for (name, value) in [
      ("temp", JSONValue.number(0.1)), ("top_k", .integer(0)), ("top_p", .number(0.3)),
      ("min_p", .integer(0)), ("repeat_penalty", .number(1.1)), ("repeat_last_n", .integer(-1)),
      ("seed", .unsigned(.max)), ("predict", .integer(-1)), ("ctx_size", .integer(512)),
      ("stop", .array([.string("\n\n"), .string("")])), ("system", .string("")),
      ("raw", .bool(true)),
    ] { _ = chosen.set(name, value, source: "user") }
    var model = fresh
    _ = model.set("temp", .number(0.6), source: "model")
    model.parameters.predict = 128
    model.contextSize = 8192
    var prompted = fresh
    prompted.take(template(), source: "flag")
    _ = prompted.take(stop: ["\n"])
    var few = prompted
    _ = few.set("shots", .integer(1), source: "flag")
    // The prompt file says otherwise.
    few.reset("temp")
    return [fresh, chosen, model, prompted, few]
  }

  @Test(arguments: 0..<5) func recordedSettingsAreWhatTheyWere(_ index: Int) {
    let settings = Self.all[index]
    var remarks: [String] = []
    let restored = PaneSettings(recorded: settings.entries, prompt: settings.prompt) {
      remarks.append($0)
    }
    #expect(restored.entries == settings.entries)
    #expect(restored.parameters == settings.parameters)
    #expect(restored.contextSize == settings.contextSize)
    #expect(restored.prompt == settings.prompt)
    #expect(restored.effectiveShots == settings.effectiveShots)
    #expect(restored.chosenSystem == settings.chosenSystem)
    #expect(remarks.isEmpty)
  }

  @Test func whatTheModelGaveIsForgottenWithItAndWhatSomebodyChoseIsNot() {
    var settings = PaneSettings()
    _ = settings.set("temp", .number(0.6), source: "model")
    _ = settings.set("top_k", .integer(7), source: "flag")
    settings.parameters.predict = 128
    var restored = PaneSettings(recorded: settings.entries, prompt: nil)
    restored.forgetModel()
    #expect(restored.parameters.temperature == PaneSettings().parameters.temperature)
    #expect(restored.parameters.predict == PaneSettings().parameters.predict)
    #expect(restored.parameters.topK == 7)
  }

  @Test func aValueThatIsNoneFallsBackAndIsNamed() {
    let wrong = [
      SettingEntry(name: "temp", value: .string("hot"), source: "flag"),
      SettingEntry(name: "top_k", value: .number(1e300), source: "flag"),
      SettingEntry(name: "seed", value: .bool(true), source: "flag"),
      SettingEntry(name: "ctx_size", value: .integer(-1), source: "flag"),
      SettingEntry(name: "stop", value: .array([.string("x"), .null]), source: "flag"),
      SettingEntry(name: "colour", value: .integer(1), source: "flag"),
      SettingEntry(name: "prompt", value: .string("translate"), source: "flag"),
    ]
    var remarks: [String] = []
    let settings = PaneSettings(recorded: wrong, prompt: nil) { remarks.append($0) }
    #expect(settings.entries == PaneSettings().entries)
    #expect(
      remarks == [
        "what the prompt file translate said was not recorded", "\"hot\" is no value for temp",
        "1e+300 is no value for top_k", "true is no value for seed",
        "-1 is no value for ctx_size", "[\"x\",null] is no value for stop",
        "the setting colour is none that this version of lineup knows",
      ])
  }

  @Test func anotherPromptFileIsNotTakenForTheOneThatWasUsed() {
    let entry = SettingEntry(name: "prompt", value: .string("translate"), source: "flag")
    var remarks = 0
    let settings = PaneSettings(recorded: [entry], prompt: Self.template("other")) { _ in
      remarks += 1
    }
    #expect(settings.prompt == nil)
    #expect(remarks == 1)
  }
}
