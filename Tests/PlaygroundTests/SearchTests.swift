import Cells
import GenerationAPI
import SessionLog
import Testing

@testable import Playground

struct SearchTests {
  func found(_ query: String, in text: String) -> [String] {
    (SearchPattern(query)?.ranges(in: text) ?? []).map { range in
      String(decoding: Array(text.utf8)[range], as: UTF8.self)
    }
  }

  // MARK: Patterns

  @Test func caseCountsOnlyWhereTheQueryHasACapital() {
    #expect(found("sea", in: "Sea, SEA and sea") == ["Sea", "SEA", "sea"])
    #expect(found("Sea", in: "Sea, SEA and sea") == ["Sea"])
    #expect(found("élan", in: "ÉLAN") == ["ÉLAN"])
    #expect(found("мир", in: "Мир") == ["Мир"])
  }

  @Test func composedAndDecomposedHangulAreTheSame() {
    let decomposed = "\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}"
    #expect(found("한국", in: "큰 \(decomposed) x") == [decomposed])
    #expect(found(decomposed, in: "큰 한국 x") == ["한국"])
    // A syllable is not the beginning of another one.
    #expect(found("하", in: "한국 하나") == ["하"])
    #expect(found("\u{1112}\u{1161}", in: "\u{1112}\u{1161}\u{11AB}").isEmpty)
  }

  @Test func blanksAndMarksOfEmphasisDoNotMatter() {
    #expect(found("bold text", in: "a **bold** text") == ["bold** text"])
    #expect(found("굵게은", in: "**굵게**은") == ["굵게**은"])
    #expect(found("one two", in: "one\n  two") == ["one\n  two"])
    #expect(found("a*b", in: "a*b") == ["a*b"])
  }

  @Test func nothingIsFoundByNothing() {
    #expect(SearchPattern("") == nil)
    #expect(SearchPattern("  ") == nil)
    #expect(found("x", in: "").isEmpty)
    #expect(found("aa", in: "aaaa").count == 2)
  }

  @Test func randomTextsAndQueriesNeverTrap() {
    var random = SplitMix(state: 4)
    for _ in 0..<400 {
      let text = MarkdownPropertyTests.text(&random, 20)
      let query = MarkdownPropertyTests.text(&random, 1)
      for range in SearchPattern(query)?.ranges(in: text) ?? [] {
        #expect(!range.isEmpty && range.upperBound <= text.utf8.count)
      }
    }
  }

  // MARK: The search line

  static func twoAnswers() -> Script {
    var script = Scenes.bothReady()
    script.t = 1
    script.prompt("Tell me of the sea", to: [1, 2])
    script.start(1)
    script.start(2)
    script.answer(1, (1...40).map { "Line \($0)\n" }.joined() + "The SEA is calm.", rate: 900)
    script.end(1)
    script.answer(2, "The **sea** is deep. Sea and sea.", rate: 900)
    script.end(2)
    script.play()
    return script
  }

  func searching(_ query: String) -> Person {
    var person = Person(Self.twoAnswers(), columns: 100, rows: 24)
    person.press(Key(.escape))
    person.press(.plain("/"))
    person.type(query)
    return person
  }

  @Test func matchesStandOutInAllPanesAndAreCounted() {
    var person = searching("sea")
    #expect(person.hintLine().contains("2/2 in pane 1, 6 in all"))
    let frame = person.frame()
    func count(_ role: Role) -> Int { frame.cells.filter { $0.role == role }.count }
    // Pane 1 follows its end and shows one, the one that was gone to; pane 2 shows all four.
    #expect(count(.match) == 3 * 4)
    #expect(count(.selection) == 3)
  }

  @Test func hintsTellOfTheWaysOnAndOutWhereASearchIsKept() {
    var person = searching("sea")
    person.press(Key(.enter))
    for columns in [100, 80] {
      person.act(.resize(Size(columns: columns, rows: 24)))
      #expect(person.hintLine().contains("Esc end search"))
      #expect(person.hintLine().contains("n N match"))
    }
    person.press(Key(.escape))
    #expect(!person.hintLine().contains("Esc end search"))
    #expect(!person.hintLine().contains("n N match"))
  }

  @Test func theNearestMatchComesIntoView() {
    var person = searching("line 7")
    #expect(person.view.search?.current != nil)
    #expect(screen(&person).contains("Line 7"))
    person.press(.control("u"))
    #expect(screen(&person).contains("The SEA is calm"))
  }

  func screen(_ person: inout Person) -> String {
    let frame = person.frame()
    return frame.cells.map(\.text).joined()
  }

  @Test func escGivesTheSearchUpAndEnterKeepsIt() {
    var person = searching("line 7")
    let before = person.view.scrolled
    #expect(!before.isEmpty)
    person.press(Key(.escape))
    #expect(person.view.search == nil)
    #expect(person.view.scrolled.isEmpty)
    person.press(.plain("/"))
    person.type("line 7")
    person.press(Key(.enter))
    #expect(person.view.search?.isTyping == false)
    #expect(person.hintLine().hasPrefix("/line 7 1/1 in pane 1, 1 in all"))
    // Letters act again; Esc drops the search.
    person.press(Key(.escape))
    #expect(person.view.search == nil)
    #expect(person.view.mode == .panes)
  }

  @Test func enterOnNothingLooksForWhatWasLookedForBefore() {
    var person = searching("calm")
    person.press(Key(.enter))
    person.press(.plain("/"), Key(.enter))
    #expect(person.view.search?.query == "calm")
  }

  @Test func nGoesFromMatchToMatchAndOnToOtherPanes() {
    var person = searching("sea")
    person.press(Key(.enter))
    #expect(person.view.search?.current?.match.part == .answer)
    person.press(.plain("n"))
    #expect(person.view.chosen == 2)
    #expect(person.hintLine() == "on in pane 2, at its first match")
    person.press(.plain("n"))
    person.wait(4)
    #expect(person.hintLine().contains("2/4 in pane 2"))
    person.press(.plain("n"), .plain("n"), .plain("n"))
    #expect(person.view.chosen == 1)
    person.press(.plain("N"))
    #expect(person.view.chosen == 2)
    #expect(person.hintLine() == "on in pane 2, at its last match")
  }

  @Test func afterScrollingTheNextMatchIsTheOneFromTheScreenOn() {
    var person = Person(
      ReadingTests.turns(5) { ReadingTests.lines(20, "answer \($0)") }, columns: 100, rows: 24)
    person.press(Key(.escape), .plain("/"))
    person.type("question")
    person.press(Key(.enter))
    #expect(person.view.search?.current?.match.anchor.turn == 5)
    person.press(.plain("g"), .plain("n"), .plain("n"))
    #expect(person.view.search?.current?.match.anchor.turn == 2)
  }

  @Test func hangulIsTypedIntoTheSearchLineAndPasted() {
    var person = searching("바")
    person.act(.paste("다\nmore"))
    #expect(person.view.search?.query == "바다")
    #expect(person.hintLine().contains("nothing found"))
    #expect(person.frame().caret.row == 23)
    person.press(Key(.backspace))
    #expect(person.view.search?.query == "바")
  }

  @Test func whatIsFoldedIsNotFound() {
    var script = Scenes.bothReady()
    script.t = 1
    script.prompt("x", to: [1])
    script.start(1)
    script.answer(1, "<think>\nhidden words\n</think>\n\nThe answer.", rate: 900)
    script.end(1)
    script.play()
    var person = Person(script)
    person.press(Key(.escape), .plain("/"))
    person.type("hidden")
    #expect(person.hintLine().contains("nothing found"))
    person.press(Key(.enter), .plain("F"))
    person.wait(4)
    #expect(person.hintLine().contains("1 in pane 1"))
    #expect(screen(&person).contains("hidden words"))
  }

  /// Counted, not timed: a token in a long conversation costs what it costs in a short one.
  @Test func whatIsOverIsNotEvenComparedAgain() throws {
    var script = Scenes.bothReady()
    for number in 1...300 {
      script.prompt("sea \(number)", to: [1])
      script.start(1)
      script.answer(1, "a sea of seas", rate: 50)
      if number < 300 { script.end(1) }
      script.play(until: number < 300 ? .infinity : 0.04)
    }
    let view = ViewState(size: Size(columns: 100, rows: 24))
    let pattern = try #require(SearchPattern("sea"))
    var matches = PaneMatches()
    matches.update(try #require(script.session.pane(1)), pattern, view)
    #expect(matches.all.count == 299 * 3 + 1)
    let before = (matches.comparisons, matches.work)
    for _ in 0..<10 {
      script.apply(.token(pane: 1, GeneratedToken(id: 1, text: " sea", logprob: nil)))
      matches.update(try #require(script.session.pane(1)), pattern, view)
    }
    #expect(matches.all.count == 299 * 3 + 11)
    #expect(matches.comparisons - before.0 <= 10)
    #expect(matches.work - before.1 < 10 * 60)
  }

  /// However a conversation is rewritten, what is found is what a fresh look finds.
  @Test func branchesAreSearchedAsTheyAreShown() throws {
    var script = Scenes.bothReady()
    let view = ViewState(size: Size(columns: 100, rows: 24))
    let pattern = try #require(SearchPattern("sea"))
    var matches = PaneMatches()
    func look() throws {
      let pane = try #require(script.session.pane(1))
      matches.update(pane, pattern, view)
      var fresh = PaneMatches()
      fresh.update(pane, pattern, view)
      #expect(matches.all == fresh.all)
    }
    for text in ["one sea", "two", "a third sea"] {
      script.prompt(text, to: [1])
      script.start(1)
      script.answer(1, "the sea \(text)", rate: 50)
      script.end(1)
      script.play()
      try look()
    }
    script.apply(.prompt(PromptEvent(turn: 1, panes: [1], text: "seas of seas")))
    try look()
    #expect(matches.all.count == 2)
    script.apply(
      .done(
        DoneEvent(
          pane: 1, turn: 1, variant: 2,
          result: GenerateResult(
            reason: .stop, text: "no water", metrics: GenerateMetrics(), error: nil))))
    try look()
    #expect(matches.all.count == 2)
    script.apply(.show(pane: 1, turn: 1, variant: 1))
    try look()
    #expect(matches.all.count == 7)
  }

  @Test func aTurnIsLookedThroughOnce() {
    var script = Self.twoAnswers()
    var cache = LayoutCache()
    var view = ViewState(size: Size(columns: 100, rows: 24))
    view.mode = .panes
    view.search = Search(query: "sea", before: [:])
    func draw() -> Int {
      let before = cache.searchWork
      _ = render(script.session, view, size: view.size, theme: .lineupDark, cache: &cache)
      return cache.searchWork - before
    }
    #expect(draw() > 300)
    #expect(draw() == 0)
    script.prompt("more sea", to: [1])
    #expect(draw() == "more sea".utf8.count)
    view.search?.set("se")
    #expect(draw() > 300)
  }
}
