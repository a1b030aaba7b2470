import Cells
import GenerationAPI
import JSON
import Prompts
import SessionLog
import Testing

@testable import Playground

/// Drafts are kept as prompt files, answers as examples.
struct SavingTests {
  private func person(_ script: Script, draft: Draft = Draft()) -> Person {
    var person = Person(script, draft: draft, columns: 120, rows: 36)
    person.view.prompts = PromptScenes.shelf
    return person
  }

  private func set(_ pane: Int, _ name: String, _ value: JSONValue, _ source: String) -> Effect {
    .set(panes: [pane], name: name, value: value, source: source)
  }

  private func run(_ command: String, _ person: inout Person) {
    person.press(Key(.escape), .plain(":"))
    person.type(command)
    person.press(Key(.enter))
  }

  // MARK: Prompts

  @Test func theDraftBecomesAPromptWithWhatWasSetHere() {
    var script = Scenes.bothReady()
    script.apply(
      .settings(
        pane: 1,
        settings: [
          SettingEntry(name: "temp", value: .number(0.5), source: "user"),
          SettingEntry(name: "top_k", value: .integer(64), source: "model"),
          SettingEntry(name: "seed", value: .integer(7), source: "flag"),
          SettingEntry(name: "stop", value: .array([.string("\n")]), source: "user"),
          SettingEntry(name: "system", value: .string("Say {{x}}."), source: "user"),
          SettingEntry(name: "predict", value: .integer(9), source: "prompt"),
        ]))
    var person = person(script, draft: Draft("Name {{count}} {{things}}."))
    run("prompt-save names", &person)
    var sampling = PromptSampling()
    sampling.temperature = 0.5
    sampling.seed = 7
    let wanted = PromptTemplate(
      name: "names", system: #"Say \{{x}}."#, user: "Name {{count}} {{things}}.",
      sampling: sampling, stop: ["\n"])
    #expect(wanted.variables.map(\.name) == ["count", "things"])
    #expect(person.effects == [.savePrompt(wanted, replacing: false)])
    person.send(
      .promptSaved(
        name: "names", path: "/p/names.yaml", PromptScenes.shelf + [.init("names", wanted)], at: 9))
    #expect(person.view.template("names") == wanted)
    #expect(person.hintLine() == "saved: /p/names.yaml; t uses it")
    // What was saved from here may be written over.
    run("prompt-save names", &person)
    #expect(person.effects == [.savePrompt(wanted, replacing: true)])
  }

  @Test func aPromptThatIsThereIsNotWrittenOver() {
    var person = person(Scenes.bothReady(), draft: Draft("x"))
    run("prompt-save yes-no", &person)
    #expect(person.effects.isEmpty)
    #expect(person.hintLine() == "there is a prompt yes-no already; take another name")
    person = self.person(Scenes.bothReady(), draft: Draft("x"))
    run("prompt-save a/b", &person)
    #expect(person.effects.isEmpty)
    #expect(person.hintLine().hasPrefix("a prompt's name has letters"))
  }

  @Test func anExampleThatNobodyTouchedIsNoDraft() {
    var person = person(Scenes.bothReady(), draft: Draft("Jisoo", isExample: true))
    run("prompt-save names", &person)
    #expect(person.effects.isEmpty)
    #expect(person.hintLine().contains("the draft is empty"))
  }

  // MARK: Examples

  private let saved = SavedExample(
    prompt: "json-person", path: "/p/json-person.yaml", before: nil, after: "…",
    keepsTheRest: true)

  private var longer: [PromptChoice] {
    var template = PromptScenes.person
    template.examples.append(PromptExample(["input": "x"], output: "y"))
    return [PromptChoice("json-person", template, isOwn: true)]
  }

  @Test func aGoodAnswerBecomesAnExampleOfItsPrompt() {
    var person = person(PromptScenes.answered())
    person.press(Key(.escape), .plain("2"), .plain("A"))
    let example = PromptExample(
      ["input": "Jisoo, who is 29, lives in Busan"],
      output: #"{"name":"Jisoo", "age":29, "city":"Busan"}"#)
    #expect(person.effects == [.saveExample(example, prompt: "json-person")])
    person.send(.exampleSaved(saved, longer, at: 9))
    // Panes that use it are given what it is now, with as many examples as before.
    #expect(
      person.effects == [
        set(1, "prompt", .string("json-person"), "user"), set(1, "shots", .integer(1), "prompt"),
        set(2, "prompt", .string("json-person"), "user"), set(2, "shots", .integer(1), "prompt"),
      ])
    #expect(person.hintLine() == "example 5 of json-person: /p/json-person.yaml")
  }

  @Test func undoingTakesTheExampleAway() {
    var person = person(PromptScenes.answered())
    person.press(Key(.escape))
    person.send(.exampleSaved(saved, longer, at: 9))
    person.press(.plain("u"))
    #expect(person.effects == [.takeBack(saved)])
    person.send(.exampleTakenBack(saved, PromptScenes.shelf, at: 10))
    #expect(person.view.template("json-person")?.examples.count == 4)
    #expect(person.effects.contains(set(2, "prompt", .string("json-person"), "user")))
    #expect(person.hintLine() == "the example is gone from json-person")
  }

  @Test func whatIsNoAnswerToAPromptFileIsNoExample() {
    func reason(_ script: Script, _ change: (inout Person) -> Void = { _ in }) -> String {
      var person = person(script)
      change(&person)
      person.press(Key(.escape), .plain("A"))
      #expect(person.effects.isEmpty)
      return person.hintLine()
    }
    #expect(reason(Scenes.bothReady()) == "pane 1 has no answer yet")
    #expect(reason(Scenes.compared()) == "pane 1's answer is to no prompt file")
    var running = PromptScenes.answered()
    running.ask(Question("more"), to: [1])
    running.start(1)
    #expect(reason(running) == "pane 1 is still at work")
    #expect(
      reason(PromptScenes.answered()) { $0.view.prompts = [] }
        == "there is no prompt file json-person here any more")
    #expect(
      reason(PromptScenes.answered()) { person in
        var template = PromptScenes.person
        template.examples = [
          PromptExample(
            ["input": "Jisoo, who is 29, lives in Busan"], output: "The person is Jisoo.")
        ]
        person.view.prompts = [PromptChoice("json-person", template)]
      } == "json-person has this example already")
  }

  // MARK: The first two minutes

  @Test func theExampleIsOfferedWithWhatComesNext() {
    let draft = Draft("Jisoo, who is 29, lives in Busan", isExample: true)
    var person = person(Scenes.bothReady(), draft: draft)
    #expect(person.hintLine().hasPrefix("Enter send  then Esc + give one example"))
    person.type("x")
    #expect(!person.hintLine().contains("then"))
  }

  @Test func afterTheFirstExampleThatLedToAnAnswerTheLadderIsNamedOnce() {
    var person = person(PromptScenes.answered(shots: 0))
    let hint = "L compares more examples side by side; a adds a model"
    person.press(Key(.escape), .plain("+"))
    person.send(.sessionChanged(at: 1))
    #expect(person.hintLine() != hint)
    answerAgain(&person)
    person.send(.sessionChanged(at: 2))
    #expect(person.hintLine() == hint)
    person.wait(20)
    person.press(.plain("+"))
    answerAgain(&person)
    person.send(.sessionChanged(at: 30))
    #expect(person.hintLine() != hint)
  }

  private func answerAgain(_ person: inout Person) {
    let turn = person.script.session.panes[0].turns[0]
    let number = turn.variants.count + 1
    person.script.apply(
      .prompt(PromptEvent(turn: turn.number, panes: [1], turn.question)))
    person.script.apply(
      .start(
        StartEvent(
          pane: 1, turn: turn.number, variant: number, seed: 1, rendered: "", promptTokens: 1,
          cachedTokens: 0, condition: Condition())))
    person.script.apply(
      .done(
        DoneEvent(
          pane: 1, turn: turn.number, variant: number,
          result: GenerateResult(reason: .stop, text: "{}", metrics: GenerateMetrics()))))
  }
}
