import Cells
import SessionLog
import Testing

@testable import Playground

struct PickerTests {
  static let choices = [
    ModelChoice(
      name: "smollm2", path: "/m/s.gguf", facts: ["93.8 MiB", "Q4_1", "134.5M", "llama"]),
    ModelChoice(
      name: "gemma3", path: "/m/g.gguf", facts: ["241.4 MiB", "Q4_K_M", "268.1M", "gemma3"]),
    ModelChoice(name: "llama-7b", path: "/m/l.gguf", obstacle: "it needs 4.7 GiB"),
  ]

  private func picking(_ key: Character) -> Person {
    var person = Person(Scenes.bothReady())
    person.press(Key(.escape), .plain(key))
    #expect(person.effects == [.findModels])
    person.send(.models(Self.choices, at: 1))
    return person
  }

  @Test func aPickedModelOpensAPane() {
    var person = picking("a")
    person.press(Key(.down), Key(.enter))
    #expect(person.effects == [.open(name: "gemma3", path: "/m/g.gguf")])
    #expect(person.view.picker == nil)
    person.script.open(3, "gemma3")
    person.send(.opened(pane: 3, at: 2))
    #expect(person.view.chosen == 3)
  }

  @Test func aListThatComesLateClosesNothingElse() {
    var person = picking("a")
    person.press(Key(.escape), .plain("p"))
    let form = person.view.overlay
    #expect(form != nil)
    person.send(.models(Self.choices, at: 2))
    #expect(person.view.overlay == form)
  }

  @Test func lettersFilterNamesAndFacts() {
    var person = picking("a")
    person.type("q4 LLAMA")
    #expect(person.view.picker?.matches.map(\.name) == ["smollm2"])
    person.press(.control("u"))
    #expect(person.view.picker?.matches.count == 3)
    person.type("nothing")
    person.press(Key(.enter))
    #expect(person.hintLine() == "no model is called that")
    person.press(Key(.escape))
    #expect(person.view.picker == nil)
    #expect(person.view.mode == .panes)
  }

  @Test func theSelectionStaysWithinWhatThereIs() {
    var person = picking("a")
    person.press(Key(.up))
    #expect(person.view.picker?.selected == 0)
    person.press(Key(.end), Key(.down), Key(.pageDown))
    #expect(person.view.picker?.picked?.name == "llama-7b")
    person.press(Key(.enter))
    #expect(person.effects.isEmpty)
    #expect(person.hintLine() == "it needs 4.7 GiB")
    person.type("s")
    #expect(person.view.picker?.selected == 0)
    person.press(Key(.backspace), .control("q"))
    #expect(person.effects == [.quit])
  }

  @Test func theMarkedPanesGetAnotherModel() {
    var person = Person(Scenes.bothReady())
    person.press(Key(.escape), .plain("*"), .plain("m"))
    person.press(Key(.enter))
    #expect(person.hintLine() == "still looking for models")
    person.send(.models(Self.choices, at: 1))
    person.press(Key(.enter))
    #expect(person.effects == [.change(panes: [1, 2], name: "smollm2", path: "/m/s.gguf")])
    person.press(.plain("u"))
    let old = person.script.session.panes
    #expect(
      person.effects
        == old.map { .change(panes: [$0.number], name: $0.name, path: $0.model.path ?? "") })
    #expect(person.hintLine() == "panes 1 and 2 have their model again")
  }

  @Test func aPasteFiltersAndTheWheelSelects() {
    var person = picking("m")
    person.act(.paste("gem\nma"))
    #expect(person.view.picker?.filter == "gem")
    person.press(.control("u"))
    person.act(.mouse(Mouse(.wheelDown, Point(column: 1, row: 1))))
    #expect(person.view.picker?.selected == 2)
    #expect(person.view.draft.text == Draft().text)
  }

  @Test func aHostileNameIsShownSafely() {
    var person = picking("a")
    person.send(
      .models([ModelChoice(name: "\u{1B}[2J\u{202E}x", path: "p", facts: ["\u{7}"])], at: 2))
    _ = person.frame()
    person.type("가각")
    _ = person.frame()
    #expect(person.view.picker?.matches.isEmpty == true)
  }

  @Test func aModelThatIsNotHereIsFetchedAndOpened() {
    var person = Person(Scenes.bothReady())
    person.press(Key(.escape), .plain("a"))
    let absent = ModelChoice(
      name: "other", path: "/m/o.gguf", facts: ["not here: Enter fetches it"], isFetched: true)
    person.send(.models([absent], at: 1))
    person.press(Key(.enter))
    #expect(person.effects == [.fetch(name: "other"), .open(name: "other", path: "/m/o.gguf")])
    person.script.open(3, "other")
    person.script.apply(.fetch(pane: 3, done: 50 << 20, total: 100 << 20))
    #expect(person.frame().dump.contains("fetching 50%"))
    person.script.load(3, 1, of: 4)
    #expect(person.frame().dump.contains("loading 25%"))
  }

  @Test func aModelThatFitsWithASmallerContextIsOpenedWithThat() {
    var person = Person(Scenes.bothReady())
    person.press(Key(.escape), .plain("m"))
    person.send(.models([ModelChoice(name: "x", path: "/m/x", contextSize: 1024)], at: 1))
    person.press(Key(.enter))
    #expect(
      person.effects == [.change(panes: [1], name: "x", path: "/m/x", contextSize: 1024)])
  }
}
