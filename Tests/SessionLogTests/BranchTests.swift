import GenerationAPI
import Support
import Testing

@testable import SessionLog

/// Turns with several answers, and what followed each.
struct BranchTests {
  private func show(_ turn: Int, _ variant: Int, at t: Double) -> SessionEvent {
    SessionEvent(t: t, .show(pane: 1, turn: turn, variant: variant))
  }

  /// Three turns, then another text in place of the second one's.
  private var edited: SessionState {
    SessionState([
      opened(at: 0), loaded(at: 0.1),
      sent("one", turn: 1, at: 1), started(turn: 1, at: 1), done(turn: 1, text: "first", at: 2),
      sent("two", turn: 2, at: 3), started(turn: 2, at: 3), done(turn: 2, text: "second", at: 4),
      sent("three", turn: 3, at: 5), started(turn: 3, at: 5), done(turn: 3, text: "third", at: 6),
      sent("TWO", turn: 2, at: 7), started(turn: 2, variant: 2, at: 7),
      done(turn: 2, variant: 2, text: "SECOND", at: 8),
    ])
  }

  private func texts(_ state: SessionState) -> [String] {
    state.panes[0].turns.flatMap { [$0.prompt, $0.answer] }
  }

  @Test func anEditedPromptTakesThePlaceOfAllThatFollowed() {
    #expect(texts(edited) == ["one", "first", "TWO", "SECOND"])
    #expect(edited.panes[0].turns[1].variants.count == 2)
  }

  @Test func flippingBackBringsWhatFollowed() {
    var state = edited
    state.apply(show(2, 1, at: 9))
    #expect(texts(state) == ["one", "first", "two", "second", "three", "third"])
    #expect(state.panes[0].activity == .ended(.stop))
    state.apply(show(2, 2, at: 10))
    #expect(texts(state) == ["one", "first", "TWO", "SECOND"])
  }

  @Test func aConversationGoesOnInItsBranch() {
    var state = edited
    for event in [
      sent("four", turn: 4, at: 9), started(turn: 4, at: 9), done(turn: 4, text: "fourth", at: 10),
      show(2, 1, at: 11), sent("five", turn: 5, at: 12), started(turn: 5, at: 12),
      done(turn: 5, text: "fifth", at: 13),
    ] {
      state.apply(event)
    }
    #expect(
      texts(state) == ["one", "first", "two", "second", "three", "third", "five", "fifth"])
    state.apply(show(2, 2, at: 14))
    #expect(texts(state) == ["one", "first", "TWO", "SECOND", "four", "fourth"])
  }

  /// What searches and other readers of whole conversations rely on.
  @Test func turnsThatAreOverStayAsTheyAreUnlessThePaneSaysOtherwise() {
    var random = SplitMix(seed: 5)
    var rewrites = 0
    for _ in 0..<200 {
      var state = SessionState([opened(at: 0), loaded(at: 0.1)])
      for step in 0..<60 {
        let before = state.panes[0]
        let (turn, variant) = (1 + random.below(5), 1 + random.below(3))
        let t = Double(step)
        let event =
          switch random.below(8) {
          case 0, 1: sent("\(step)", turn: turn, at: t)
          case 2, 3: started(turn: turn, variant: variant, at: t)
          case 4: token("\(step)", at: t)
          case 5: done(turn: turn, variant: variant, text: "\(step)", at: t)
          case 6: show(turn, variant, at: t)
          default: random.below(9) == 0 ? SessionEvent(t: t, .resumed(wall: "")) : token(at: t)
          }
        state.apply(event)
        let pane = state.panes[0]
        #expect(pane.turns.indices.contains(pane.firstOpenTurn) || pane.turns.isEmpty)
        if pane.rewrites != before.rewrites {
          rewrites += 1
        } else {
          let kept = before.turns.prefix(before.firstOpenTurn)
          #expect(Array(pane.turns.prefix(kept.count)) == Array(kept), "\(event)")
        }
      }
    }
    // It says so at times, and not always.
    #expect((100...6000).contains(rewrites))
  }

  @Test func nothingFlipsWhileAnAnswerRuns() {
    var state = edited
    state.apply(sent("four", turn: 4, at: 9))
    state.apply(started(turn: 4, at: 9))
    let before = state.panes[0].turns
    state.apply(show(2, 1, at: 10))
    #expect(state.panes[0].turns == before)
  }

  @Test func aTurnThatIsNotInTheConversationIsNotMadeByFlipping() {
    var state = edited
    for (turn, variant) in [(3, 1), (9, 1), (2, 7)] {
      let before = state.panes[0].turns
      state.apply(show(turn, variant, at: 9))
      #expect(state.panes[0].turns == before)
    }
  }

  @Test func branchesWithinBranchesAreForgottenWhereTheyGoTooDeep() {
    var events = [opened(at: 0), loaded(at: 0)]
    let count = 200
    for turn in 1...count {
      events += [
        sent("p", turn: turn, at: 1), started(turn: turn, at: 1), done(turn: turn, at: 1),
      ]
    }
    for turn in (1..<count).reversed() {
      events += [
        sent("q", turn: turn, at: 2), started(turn: turn, variant: 2, at: 2),
        done(turn: turn, variant: 2, at: 2),
      ]
    }
    let state = SessionState(events)
    #expect(state.panes[0].turns.count == 1)
    #expect(state.panes[0].turns[0].depth <= 33)
  }

  @Test func anAnswerGoesOnWhereItsTokensEnded() {
    var state = SessionState([
      opened(at: 0), loaded(at: 0), sent(at: 1), started(at: 1), token("a", at: 1.5),
      token("b", at: 2),
    ])
    var metrics = GenerateMetrics()
    metrics.tokens = 2
    metrics.promptTokens = 20
    metrics.ttftMilliseconds = 500
    // The end let out what was held back.
    state.apply(done(as: .cancelled, text: "ab</", metrics: metrics, at: 2.1))
    let start = StartEvent(
      pane: 1, turn: 1, seed: 7, rendered: "<hello>", promptTokens: 20, cachedTokens: 21,
      condition: Condition(), sent: 3, continues: 2)
    state.apply(SessionEvent(t: 3, .start(start)))
    #expect(state.panes[0].turns[0].answer == "ab")
    #expect(state.panes[0].readout.tokens == 2)
    state.apply(token("c", at: 4))
    let pane = state.panes[0]
    #expect(pane.turns[0].answer == "abc")
    #expect(pane.turns[0].variants.count == 1)
    #expect(pane.readout.tokens == 3)
    // The wait for the answer's first token stays what it was.
    #expect(pane.readout.ttftMilliseconds == 500)
    #expect(pane.readout.contextTokens == 22)
  }

  @Test func waitingForATurnIsNoPartOfTheTimeToTheFirstToken() {
    var state = SessionState([opened(at: 0), loaded(at: 0), sent(at: 1)])
    let start = StartEvent(
      pane: 1, turn: 1, seed: 7, rendered: "", promptTokens: 20, cachedTokens: 0,
      condition: Condition(), sent: 5)
    state.apply(SessionEvent(t: 5.1, .start(start)))
    state.apply(token("a", at: 5.25))
    #expect(state.panes[0].readout.ttftMilliseconds == 250)
  }

  @Test func anAnswerKeepsTheSettingsItWasGivenWith() {
    func set(_ value: Double, at t: Double) -> SessionEvent {
      let entry = SettingEntry(name: "temp", value: .number(value), source: "user")
      return SessionEvent(t: t, .settings(pane: 1, settings: [entry]))
    }
    let state = SessionState([
      opened(at: 0), loaded(at: 0), set(0.8, at: 0.5), sent(at: 1), started(at: 1), done(at: 2),
      set(0.2, at: 3),
    ])
    #expect(state.panes[0].turns[0].variant?.settings.first?.value == .number(0.8))
    #expect(state.panes[0].settings.first?.value == .number(0.2))
  }
}
