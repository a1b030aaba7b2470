import Cells
import GenerationAPI
import SessionLog
import Testing

@testable import Playground

struct CopyTests {
  private func answered(_ answer: String = "One.\n\n```swift\nlet a = 1\n```\n") -> Script {
    var script = Scenes.bothReady()
    script.t = 1
    script.prompt("Say\nit", to: [1, 2])
    script.start(1)
    script.start(2)
    script.answer(1, answer, rate: 100)
    script.answer(2, "Two.", rate: 100)
    script.end(1)
    script.end(2)
    script.play()
    return script
  }

  private func pressed(_ keys: Key..., script: Script, marked: Set<Int> = []) -> Person {
    var person = Person(script)
    person.view.mode = .panes
    person.view.marked = marked
    for key in keys { person.press(key) }
    return person
  }

  @Test func answersOfMarkedPanesAreCopiedAndCounted() {
    var person = pressed(.plain("y"), .plain("y"), script: answered("One."), marked: [1, 2])
    #expect(person.effects == [.copy("One.\n\nTwo.")])
    person.send(.copied(.tmux, at: 1))
    #expect(person.view.toast?.text == "copied 2 answers, 10 characters, by way of tmux")
  }

  @Test func aBlockIsCopiedByItsNumber() {
    let person = pressed(.plain("y"), .plain("1"), script: answered())
    #expect(person.effects == [.copy("let a = 1")])
    let none = pressed(.plain("y"), .plain("2"), script: answered())
    #expect(none.view.toast?.text == "pane 1's answer has 1 block of code")
    let plain = pressed(.plain("y"), .plain("1"), script: answered("One."))
    #expect(plain.view.toast?.text == "no code in the answer")
  }

  @Test func theMenuNamesTheBlocks() {
    var person = pressed(.plain("y"), script: answered())
    person.wait(0.5)
    #expect(person.frame().dump.contains("1 block of swift, 1 line"))
  }

  @Test func aConversationIsMarkdown() {
    let person = pressed(.plain("y"), .plain("c"), script: answered("One."))
    #expect(
      person.effects == [.copy("## 1 SmolLM2-135M-Instruct\n\n> Say\n> it\n\nOne.\n")])
  }

  @Test func numbersAreATableOfAllPanes() throws {
    let person = pressed(.plain("y"), .plain("n"), script: answered("One."))
    guard case .copy(let text) = person.effects.first else {
      Issue.record("nothing was copied")
      return
    }
    let rows = text.split(separator: "\n").map { $0.split(separator: "|").count }
    #expect(rows == [12, 12, 12, 12])
    #expect(text.contains("| 1 | SmolLM2-135M-Instruct | Q4_1 | 134.5M |"))
  }

  @Test func nothingToCopyIsSaid() {
    let person = pressed(.plain("y"), script: Scenes.bothReady())
    #expect(person.view.toast?.text == "pane 1 has no answer yet")
    #expect(person.view.pendingPrefix == nil)
  }

  // MARK: Command lines

  private func started(
    _ prompts: [String], settings: [SettingEntry] = [], format: String = "chatml",
    reason: GenerateStopReason = .stop, tokens: Int = 3, system: String? = nil
  ) -> PaneState? {
    var script = Script()
    script.open(1, "m")
    script.ready(1, .facts("/models/m.gguf", "Q4_1", 1, 1, format: format))
    script.apply(.settings(pane: 1, settings: settings))
    var before = system.map { "<|im_start|>system\n\($0)<|im_end|>\n" } ?? ""
    for (index, prompt) in prompts.enumerated() {
      script.apply(.prompt(PromptEvent(turn: index + 1, panes: [1], text: prompt)))
      before += "<|im_start|>user\n\(prompt)<|im_end|>\n"
      script.apply(
        .start(
          StartEvent(
            pane: 1, turn: index + 1, seed: 7,
            rendered: format == "plain" ? prompt : before + "<|im_start|>assistant\n",
            promptTokens: 1, cachedTokens: 0, condition: Condition())))
      var metrics = GenerateMetrics()
      metrics.tokens = tokens
      script.apply(
        .done(
          DoneEvent(
            pane: 1, turn: index + 1,
            result: GenerateResult(reason: reason, text: "A", metrics: metrics))))
      before += "<|im_start|>assistant\nA<|im_end|>\n"
    }
    return script.session.pane(1)
  }

  private func line(_ pane: PaneState?) -> String? {
    guard let pane, case .line(let line) = RunLine(of: pane, pane.turns.last) else { return nil }
    return line
  }

  @Test func aFirstQuestionIsAskedAsItIs() {
    #expect(line(started(["Hi"])) == "lineup run /models/m.gguf -p Hi --seed 7")
    #expect(
      line(started(["Hi"], system: "The template's own."))
        == "lineup run /models/m.gguf -p Hi --seed 7")
  }

  @Test func onlySettingsThatRunWouldNotChooseStandThere() {
    let settings = [
      SettingEntry(name: "temp", value: .number(0.25), source: "flag"),
      SettingEntry(name: "top_k", value: .integer(40), source: "default"),
      SettingEntry(name: "top_p", value: .number(0.9), source: "model"),
      SettingEntry(name: "repeat_last_n", value: .integer(-1), source: "user"),
      SettingEntry(name: "predict", value: .integer(40), source: "flag"),
      SettingEntry(name: "ctx_size", value: .integer(256), source: "flag"),
      SettingEntry(
        name: "stop", value: .array([.string("\n\n"), .string("it's")]), source: "flag"),
      SettingEntry(name: "system", value: .string("Be brief."), source: "flag"),
    ]
    #expect(
      line(started(["Hi"], settings: settings, system: "Be brief."))
        == "lineup run /models/m.gguf -p Hi --seed 7 --temp 0.25 --repeat-last-n -1 "
        + #"--ctx-size 256 --stop $'\n\n' --stop 'it'\''s' --system 'Be brief.' --predict 40"#)
  }

  @Test func aLaterTurnIsGivenAsTheModelSawIt() {
    let settings = [SettingEntry(name: "predict", value: .integer(512), source: "default")]
    #expect(
      line(started(["Hi", "More"], settings: settings))
        == "lineup run /models/m.gguf -p $'<|im_start|>user\\nHi<|im_end|>\\n"
        + "<|im_start|>assistant\\nA<|im_end|>\\n<|im_start|>user\\nMore<|im_end|>\\n"
        + "<|im_start|>assistant\\n' --seed 7 --predict 512 --raw")
  }

  @Test func aBaseModelIsAskedAsItIsInEveryTurn() {
    let settings = [SettingEntry(name: "predict", value: .integer(128), source: "default")]
    #expect(
      line(started(["Hi", "More"], settings: settings, format: "plain"))
        == "lineup run /models/m.gguf -p More --seed 7")
  }

  @Test func anAnswerThatWasStoppedIsCutThere() {
    #expect(
      line(started(["Hi"], reason: .cancelled, tokens: 5))
        == "lineup run /models/m.gguf -p Hi --seed 7 --predict 5")
  }

  @Test func whatNoCommandLineCanSayIsSaid() {
    #expect(line(started(["a\0b"])) == nil)
    #expect(line(started([String(repeating: "x", count: 200_000)])) == nil)
    #expect(line(started([])) == nil)
  }

  @Test(arguments: [
    ("", "''"), ("plain-1.5_x/:,@%+", "plain-1.5_x/:,@%+"), ("two words", "'two words'"),
    ("it's", #"'it'\''s'"#), ("$HOME `x` \\ !", "'$HOME `x` \\ !'"), ("~", "'~'"),
    ("a\nb'\\", #"$'a\nb\'\\'"#), ("\u{1B}1\u{7F}", #"$'\x1b1\x7f'"#),
    ("\u{85}", #"$'\xc2\x85'"#), ("바다", "'바다'"),
  ])
  func wordsAreQuotedForAShell(text: String, word: String) {
    #expect(ShellQuoting.word(text) == word)
  }
}
