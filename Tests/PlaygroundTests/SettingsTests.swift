import Cells
import JSON
import SessionLog
import Testing

@testable import Playground

struct SettingsTests {
  /// Two panes with the settings a session tells of.
  static func scene() -> Script {
    var script = Scenes.bothReady()
    for pane in [1, 2] {
      let entries: [(String, JSONValue, String)] = [
        ("temp", .number(pane == 1 ? 0.8 : 0.2), pane == 1 ? "default" : "flag"),
        ("top_k", .integer(40), "model"), ("top_p", .number(0.95), "default"),
        ("min_p", .number(0.05), "default"), ("repeat_penalty", .integer(1), "default"),
        ("repeat_last_n", .integer(64), "default"), ("seed", .null, "random"),
        ("predict", .integer(512), "default"), ("ctx_size", .integer(8192), "default"),
        ("stop", .array([.string("\n\n"), .string("a,b")]), "flag"), ("system", .null, "default"),
        ("raw", .bool(false), "default"),
      ]
      script.apply(
        .settings(
          pane: pane, settings: entries.map { SettingEntry(name: $0, value: $1, source: $2) }))
      var facts = pane == 1 ? ModelFacts.smol : .gemma
      facts.kvPerToken = 23_040
      facts.contextLength = 8192
      script.apply(.pane(PaneEvent(pane: pane, action: .model, model: facts, contextSize: 8192)))
    }
    return script
  }

  private func person(marksAll: Bool = false) -> Person {
    var person = Person(Self.scene())
    person.press(Key(.escape))
    if marksAll { person.press(.plain("*")) }
    person.press(.plain("p"))
    return person
  }

  private func set(_ name: String, _ value: JSONValue?, _ panes: [Int] = [1]) -> [Effect] {
    [.set(panes: panes, name: name, value: value, source: "user")]
  }

  @Test func arrowsStepAValueWithinItsBounds() {
    var person = person()
    person.press(Key(.right))
    #expect(person.effects == set("temp", .number(0.9)))
    person.press(.plain("h"))
    #expect(person.effects == set("temp", .number(0.7)))
    person.press(.plain("G"), Key(.right))
    #expect(person.effects == set("raw", .bool(true)))
  }

  @Test func aTypedNumberBecomesTheValue() {
    var person = person()
    person.type("0.25")
    #expect(person.effects.isEmpty)
    person.press(Key(.enter))
    #expect(person.effects == set("temp", .number(0.25)))
    #expect(person.view.overlay != nil)
  }

  @Test func aWrongValueSaysWhatIsAllowedAndChangesNothing() {
    var person = person()
    person.type("77")
    person.press(Key(.enter))
    #expect(person.effects.isEmpty)
    #expect(person.frame().dump.contains("temp must be from 0 to 10"))
    person.press(Key(.escape))
    #expect(!person.frame().dump.contains("must be"))
    person.press(Key(.escape))
    #expect(person.view.overlay == nil)
  }

  @Test func markedPanesAreSetTogetherAndShowWhereTheyDiffer() {
    var person = person(marksAll: true)
    #expect(person.frame().dump.contains("0.8 │ 0.2"))
    person.press(.plain("j"), Key(.enter), .control("u"))
    person.type("7")
    person.press(Key(.enter))
    #expect(person.effects == set("top_k", .integer(7), [1, 2]))
  }

  @Test func aSettingGoesBackToTheModelsOwnAndToWhatItWas() {
    var person = person()
    person.press(.plain("d"))
    #expect(person.effects == set("temp", nil))
    person.press(.plain("u"))
    // It was a default, so nothing is left of the change.
    #expect(
      person.effects == [.set(panes: [1], name: "temp", value: nil, source: "default")])
    person.press(Key(.escape), .plain("2"), .plain("p"), .plain("l"), Key(.escape), .plain("u"))
    #expect(
      person.effects == [.set(panes: [2], name: "temp", value: .number(0.2), source: "flag")])
  }

  @Test func aContextSaysWhatItCostsBeforeItIsTaken() {
    var person = person()
    for _ in 0..<8 { person.press(.plain("j")) }
    person.press(Key(.enter), .control("u"))
    person.type("4096")
    #expect(person.frame().dump.contains("takes up to 90 MiB of keys and values"))
    person.press(.control("u"))
    person.type("9000")
    person.press(Key(.enter))
    #expect(person.frame().dump.contains("was made for 8192 tokens at most"))
  }

  @Test func textsWithNewLinesAndCommasCanBeTyped() throws {
    let stop = try #require(SettingField.all.first { $0.name == "stop" })
    let value = JSONValue.array([.string("\n\n"), .string("a,b"), .string("c\\d")])
    #expect(try stop.value(stop.text(value)).get() == value)
    let system = try #require(SettingField.all.first { $0.name == "system" })
    #expect(try system.value("Be brief.\\nBe kind.").get() == .string("Be brief.\nBe kind."))
    #expect(try system.value("").get() == .null)
  }

  @Test func everyValueComesBackFromItsText() throws {
    let values: [(String, JSONValue)] = [
      ("temp", .number(0.8)), ("min_p", .number(0.005)), ("top_k", .integer(40)),
      ("seed", .null), ("seed", .unsigned(.max)), ("predict", .integer(-1)), ("raw", .bool(true)),
    ]
    for (name, value) in values {
      let field = try #require(SettingField.all.first { $0.name == name })
      #expect(try field.value(field.text(value)).get() == value)
    }
  }

  @Test func noValueStepsOutOfItsBounds() {
    for field in SettingField.all {
      for start: JSONValue in [.integer(.max), .integer(.min), .number(1e300), .null, .bool(true)] {
        for step in [-1, 1] {
          guard let next = field.stepped(start, by: step) else { continue }
          #expect((try? field.value(field.text(next)).get()) != nil, "\(field.name) \(next)")
        }
      }
    }
  }

  @Test func aChangedTemperatureIsShownUntilItIsUsed() {
    var script = Self.scene()
    script.prompt("x", to: [1])
    script.start(1)
    script.end(1)
    script.play()
    script.set(1, temperature: 0.2)
    var person = Person(script, columns: 120, rows: 36)
    #expect(person.frame().dump.contains("temp 0.8→0.2"))
  }
}
