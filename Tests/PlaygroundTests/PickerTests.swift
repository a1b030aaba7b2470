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

  /// With what the catalogue has besides.
  static let all: [ModelChoice] = {
    var choices = Self.choices
    choices[0].about = "SmolLM2 135M Instruct, at /m/s.gguf"
    func add(
      _ group: ModelChoice.Group, _ name: String, _ facts: [String], _ about: String,
      _ obstacle: String? = nil, _ alternatives: [String] = []
    ) {
      var choice = ModelChoice(
        name: name, path: group == .fetched ? "/m/\(name).gguf" : "", facts: facts,
        obstacle: obstacle, isFetched: group == .fetched)
      choice.group = group
      choice.about = about
      choice.alternatives = alternatives
      choices.append(choice)
    }
    add(
      .fetched, "qwen3-0.6b", ["~610 MiB", "Q8_0", "596M", "qwen3"],
      "Qwen3 0.6B, Alibaba, 2025, Apache 2.0")
    add(
      .fetched, "llama-65b", ["~36.6 GiB", "Q4_K_M", "65.3B", "llama"],
      "LLaMA 65B, Meta, 2023", "it needs 42.5 GiB", ["llama-33b", "qwen3-0.6b"])
    add(
      .elsewhere, "lamda", ["137B", "Google"],
      "LaMDA 137B, Google, 2022, never licensed: it was never given out, neither as weights nor by API",
      "never public", ["gemini", "gemma3"])
    add(
      .elsewhere, "gemini", ["", "Google"],
      "Gemini, Google, 2023: Google serves it by API alone, and panes open models on this machine",
      "by API alone", ["gemma3"])
    add(
      .elsewhere, "우리-요약기", ["8B", "우리 회사"],
      "우리 회사 요약 모델 8B, 우리 회사, 2026, 사내용: 학습을 맡은 팀에 파일을 달라고 하세요", "got by hand")
    return choices
  }()

  private func picking(_ key: Character, from choices: [ModelChoice] = choices) -> Person {
    var person = Person(Scenes.bothReady())
    person.press(Key(.escape), .plain(key))
    #expect(person.effects == [.findModels])
    person.send(.models(choices, at: 1))
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
    person.script.apply(.fetch(pane: 3, done: 40 << 20, total: 100 << 20))
    #expect(!person.frame().dump.contains(" left"), "nothing to go by yet")
    person.script.t += 2
    person.script.apply(.fetch(pane: 3, done: 50 << 20, total: 100 << 20))
    let fetching = person.frame().dump
    #expect(fetching.contains("fetching 50%"))
    #expect(fetching.contains("5.00 MiB/s, 0:10 left"))
    person.script.load(3, 1, of: 4)
    #expect(person.frame().dump.contains("loading 25%"))
  }

  @Test func whatCannotBeOpenedSaysWhyAndTabGoesToTheClosest() {
    var person = picking("a", from: Self.all)
    person.type("lamda")
    person.press(Key(.enter))
    #expect(person.effects.isEmpty)
    #expect(person.hintLine() == "lamda: never public; Tab goes to gemma3, the closest there is")
    person.press(Key(.tab))
    #expect(person.view.picker?.picked?.name == "gemma3", "one that can be opened comes first")
    #expect(person.view.picker?.filter == "")
    #expect(person.hintLine() == "gemma3 comes closest to lamda")
    person.press(Key(.enter))
    #expect(person.effects == [.open(name: "gemma3", path: "/m/g.gguf")])
  }

  @Test func typingSelectsWhatIsCalledSoBeforeWhatIsOnlyBuiltSo() {
    var person = picking("a", from: Self.all)
    person.type("llama")
    #expect(person.view.picker?.matches.first?.name == "smollm2")
    #expect(person.view.picker?.picked?.name == "llama-7b")
    person.type("-6")
    #expect(person.view.picker?.picked?.name == "llama-65b")
  }

  @Test func whatIsSelectedStaysSoWhenMoreIsKnown() {
    var person = Person(Scenes.bothReady())
    person.press(Key(.escape), .plain("a"))
    person.type("llama")
    let bare = Self.all.map { ModelChoice(name: $0.name, path: $0.path) }
    person.send(.models(bare, at: 1))
    #expect(person.view.picker?.picked?.name == "llama-7b", "what was typed before counts")
    person.press(Key(.down))
    #expect(person.view.picker?.picked?.name == "llama-65b")
    person.send(.models(Self.all, at: 2))
    #expect(person.view.picker?.matches.count == 3)
    #expect(person.view.picker?.picked?.name == "llama-65b")
  }

  @Test func whatIsCloseToNothingSaysSo() {
    var person = picking("a", from: Self.all)
    person.type("ㅇㄹ")
    #expect(person.view.picker?.matches.map(\.name) == ["우리-요약기"])
    person.press(Key(.enter))
    #expect(person.hintLine() == "우리-요약기: got by hand")
    person.press(Key(.tab))
    #expect(person.hintLine() == "nothing is known to be close to 우리-요약기")
    #expect(person.view.picker != nil && person.effects.isEmpty)
  }

  @Test func whatIsTooLargeIsNotFetched() {
    var person = picking("a", from: Self.all)
    person.type("65b")
    person.press(Key(.enter))
    #expect(person.effects.isEmpty)
    #expect(
      person.hintLine()
        == "llama-65b: it needs 42.5 GiB; Tab goes to qwen3-0.6b, the closest there is")
    person.press(Key(.tab), Key(.enter))
    #expect(
      person.effects == [
        .fetch(name: "qwen3-0.6b"), .open(name: "qwen3-0.6b", path: "/m/qwen3-0.6b.gguf"),
      ])
  }

  @Test func wordsOfTheFootAreFilteredByToo() {
    var person = picking("a", from: Self.all)
    person.type("alibaba")
    #expect(person.view.picker?.matches.map(\.name) == ["qwen3-0.6b"])
  }

  @Test func headingsStandOverGroupsAlone() {
    #expect(PickerLine.lines(Self.choices) == [.choice(0), .choice(1), .choice(2)])
    #expect(
      PickerLine.lines(Array(Self.all.suffix(4))) == [
        .heading(.fetched), .choice(0), .heading(.elsewhere), .choice(1), .choice(2), .choice(3),
      ])
    #expect(PickerLine.lines([]) == [])
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
