import Cells
import GenerationAPI
import SessionLog
import Testing

@testable import Playground

/// Scrolling, folding and raw text.
struct ReadingTests {
  static func turns(_ count: Int, answer: (Int) -> String) -> Script {
    var script = Scenes.bothReady()
    script.t = 1
    for number in 1...count {
      script.prompt("Question \(number)", to: [1, 2])
      for pane in 1...2 {
        script.start(pane)
        script.answer(pane, answer(number * 10 + pane), rate: 1e6)
        script.end(pane)
      }
      script.play()
    }
    return script
  }

  static func lines(_ count: Int, _ word: String) -> String {
    (1...count).map { "\(word) \($0)" }.joined(separator: "\n")
  }

  func rows(_ person: inout Person) -> [String] {
    let frame = person.frame()
    return (0..<frame.size.rows).map { row in
      (0..<frame.size.columns).map { frame[$0, row].text }.joined()
    }
  }

  /// The text in a pane's first row.
  func firstRow(_ person: inout Person, _ pane: Int) -> String {
    let frame = person.frame()
    let layout = ScreenLayout(
      LayoutInputs(
        size: frame.size, panes: person.script.session.panes.map(\.number),
        chosen: person.view.chosen))
    guard let place = layout.panes.first(where: { $0.number == pane }) else { return "" }
    let text = (place.body.column..<place.body.endColumn).map { frame[$0, place.body.row].text }
    return String(text.joined().reversed().drop { $0 == " " }.reversed())
  }

  // MARK: Scrolling

  @Test func bracesGoFromPromptToPrompt() {
    var person = Person(
      Self.turns(5) { Self.lines(20, "answer \($0)") }, columns: 100, rows: 24)
    person.press(Key(.escape))
    person.press(.plain("{"))
    #expect(firstRow(&person, 1) == "▎Question 5")
    person.press(.plain("{"), .plain("{"))
    #expect(firstRow(&person, 1) == "▎Question 3")
    person.press(.plain("j"), .plain("{"))
    #expect(firstRow(&person, 1) == "▎Question 3")
    person.press(.plain("}"))
    #expect(firstRow(&person, 1) == "▎Question 4")
    person.press(.plain("}"), .plain("}"))
    #expect(person.view.scrolled[1] == nil)
    person.press(.plain("}"))
    #expect(person.hintLine() == "this is the end")
    person.press(.plain("g"), .plain("{"))
    #expect(person.hintLine() == "this is the first prompt")
  }

  @Test func linkedPanesShowTheSameLineOfTheSameTurn() {
    var person = Person(
      Self.turns(4) { Self.lines($0 % 10 == 1 ? 30 : 60, "answer \($0)") }, columns: 100, rows: 24)
    person.press(Key(.escape), .plain("&"))
    #expect(rows(&person)[0].contains("linked"))
    person.press(.plain("{"), .plain("{"))
    #expect(firstRow(&person, 2) == "▎Question 3")
    for _ in 0..<4 { person.press(.plain("j")) }
    #expect(firstRow(&person, 1) == "answer 31 3")
    #expect(firstRow(&person, 2) == "answer 32 3")
    person.press(.plain("G"))
    #expect(person.view.scrolled.isEmpty)
    person.press(.plain("&"), .plain("k"))
    #expect(person.view.scrolled.keys.sorted() == [1])
  }

  @Test func theSignBelowSaysHowMuchThereIsAndThatItGrew() {
    var script = Self.turns(2) { Self.lines(20, "answer \($0)") }
    script.prompt("Question 3", to: [1])
    script.start(1)
    var person = Person(script, columns: 100, rows: 24)
    person.press(Key(.escape), .plain("g"))
    // Three prompts, a gap before each answer and before the later prompts, twice 20 lines; of
    // those the pane has room for 16.
    let all = 3 + 2 + 2 + 40 + 2
    #expect(rows(&person).contains { $0.contains("↓ \(all - 16) more ") }, "\(rows(&person))")
    person.script.answer(1, "new\nwords", rate: 1e6)
    person.script.play()
    #expect(rows(&person).contains { $0.contains("more, new text") })
    person.press(.plain("G"))
    #expect(!rows(&person).contains { $0.contains("more") })
  }

  @Test func aPlaceStaysWhereItIsWhenTheWidthChanges() {
    var person = Person(
      Self.turns(3) { Self.lines(30, "**answer** `\($0)` of many words in a line that wraps") },
      columns: 100, rows: 24)
    person.press(Key(.escape), .plain("{"))
    for _ in 0..<9 { person.press(.plain("j")) }
    let anchor = person.view.scrolled[1]
    for columns in [60, 150, 41, 100] {
      person.act(.resize(Size(columns: columns, rows: 24)))
      _ = person.frame()
      person.press(.plain("j"), .plain("k"))
    }
    #expect(person.view.scrolled[1]?.turn == anchor?.turn)
    #expect(person.view.scrolled[1]?.part == anchor?.part)
  }

  /// Counted: what a frame costs must not depend on how long the session is.
  @Test func aLongSessionCostsWhatIsShown() {
    func work(_ turns: Int) -> (first: Int, next: Int, token: Int, resize: Int, up: Int) {
      var script = Self.turns(turns) { "Some **words** of \($0).\n\n- one\n- two" }
      script.prompt("last", to: [1])
      script.start(1)
      var cache = LayoutCache()
      var view = ViewState(size: Size(columns: 100, rows: 30))
      view.mode = .panes
      var last = 0
      func cost() -> Int {
        _ = render(script.session, view, size: view.size, theme: .lineupDark, cache: &cache)
        defer { last = cache.work }
        return cache.work - last
      }
      let first = cost()
      let next = cost()
      script.apply(.token(pane: 1, GeneratedToken(id: 1, text: "token", logprob: nil)))
      let token = cost()
      view.size.columns = 90
      let resize = cost()
      _ = update(&view, .input(.key(.plain("b")), at: 0), script.session, cache: &cache)
      let up = cost()
      return (first, next, token, resize, up)
    }
    let short = work(40)
    let long = work(2000)
    #expect(long.first <= 2 * short.first)
    #expect(long.next == 0)
    #expect(long.token <= 16)
    #expect(long.resize <= 2 * short.resize)
    // Lines below are counted up to a limit.
    #expect(long.up <= 4 * short.up)
  }

  // MARK: Answers

  @Test func vShowsAnswersAsTheyAreWritten() {
    var person = Person(Self.turns(1) { _ in "# Title\n\n**bold**" }, columns: 100, rows: 24)
    person.press(Key(.escape))
    #expect(!rows(&person).contains { $0.contains("**bold**") })
    person.press(.plain("v"))
    #expect(rows(&person).contains { $0.contains("**bold**") })
    #expect(rows(&person)[0].contains(" as written"))
    person.press(.plain("v"))
    #expect(!rows(&person)[0].contains(" as written"))
  }

  @Test func promptsStayAsTheyAreWritten() {
    var script = Scenes.bothReady()
    script.t = 1
    script.prompt("**not bold**", to: [1])
    var person = Person(script)
    #expect(rows(&person).contains { $0.contains("**not bold**") })
  }

  @Test func thoughtsAreFoldedToALine() {
    var script = Scenes.bothReady()
    script.t = 1
    script.prompt("x", to: [1])
    script.start(1)
    script.answer(1, "<think>\nlet me see\nthe sea", rate: 1e6)
    script.play()
    var person = Person(script, columns: 100, rows: 24)
    #expect(rows(&person).contains { $0.contains("◌ thinking  5 words  Esc F unfolds▏") })
    #expect(rows(&person)[1].contains("1 ◌"))
    person.script.answer(1, "\n</think>\n\nCalm.", rate: 1e6)
    person.script.play()
    let shown = rows(&person)
    #expect(shown.contains { $0.contains("◌ thought  5 words  Esc F unfolds") })
    #expect(shown.contains { $0.contains("Calm.▏") })
    #expect(!shown.contains { $0.contains("let me see") })
    person.press(Key(.escape), .plain("F"))
    #expect(rows(&person).contains { $0.contains("let me see") })
    person.press(.plain("F"), .plain("v"))
    #expect(rows(&person).contains { $0.contains("<think>") })
  }

  @Test func aThoughtThatIsNotAtTheStartIsText() {
    #expect(Reasoning(of: "a <think>b</think>") == nil)
    #expect(Reasoning(of: "<thinking>") == nil)
    #expect(Reasoning.withoutThought("<think>b</think>\n\n바다") == "바다")
    #expect(Reasoning.withoutThought("<think>b") == "")
    #expect(Reasoning.withoutThought("a <think>b</think>") == "a <think>b</think>")
    #expect(Reasoning(of: " \n<think>b</think>c")?.end == 18)
    #expect(Reasoning(of: "<think>b</thi")?.isOpen == true)
  }
}
