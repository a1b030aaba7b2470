import GenerationAPI
import Testing

@testable import SessionLog

/// Closing, opening again, resuming, retrying, and prompts that overlap.
struct PaneLifeTests {
  @Test func aClosedPaneLeavesTheScreenAndKeepsItsEnd() throws {
    var state = SessionState([
      opened(1), opened(2), sent(to: [1, 2], at: 1), started(1, at: 1), token("ab", at: 2),
      closed(1, at: 3),
    ])
    #expect(state.panes.map(\.number) == [2])
    #expect(state.closedPanes.first?.activity == .ended(.cancelled))
    #expect(state.closedPanes.first?.turns.first?.answer == "ab")
    state.apply(token("late", at: 4))
    #expect(state.closedPanes.first?.turns.first?.answer == "ab")
    state.apply(done(1, as: .cancelled, text: "abc", at: 5))
    #expect(state.closedPanes.first?.turns.first?.answer == "abc")
    #expect(state.panes.map(\.number) == [2])
  }

  @Test func openingAClosedPaneBringsItBackWithItsConversation() throws {
    let state = SessionState([
      opened(1), sent("hi", at: 1), started(at: 1), token(at: 2), done(text: "a", at: 3),
      closed(1, at: 4), opened(2, at: 5), opened(1, at: 6),
    ])
    #expect(state.panes.map(\.number) == [2, 1])
    #expect(state.closedPanes.isEmpty)
    #expect(state.pane(1)?.turns.first?.answer == "a")
    #expect(state.pane(1)?.readout.contextTokens == 0)
  }

  @Test func aPaneStandsWhereItIsPut() throws {
    func at(_ place: Int?, _ action: PaneEvent.Action, _ pane: Int) -> SessionEvent {
      SessionEvent(t: 9, .pane(PaneEvent(pane: pane, action: action, place: place)))
    }
    var state = SessionState([opened(1), opened(2), opened(3)])
    for (event, order) in [
      (at(2, .open, 4), [1, 4, 2, 3]), (at(1, .move, 3), [3, 1, 4, 2]),
      (at(4, .move, 3), [1, 4, 2, 3]), (at(0, .move, 2), [2, 1, 4, 3]),
      (at(.max, .move, 1), [2, 4, 3, 1]), (at(nil, .move, 2), [4, 3, 1, 2]),
      (at(1, .move, 9), [4, 3, 1, 2]), (closed(3, at: 9), [4, 1, 2]),
      (at(2, .open, 3), [4, 3, 1, 2]),
    ] {
      state.apply(event)
      #expect(state.panes.map(\.number) == order)
    }
  }

  @Test func ofPanesOnOneModelTheFirstHasItsWeights() throws {
    var model = ModelFacts(path: "/models/1.gguf")
    model.weightBytes = 100
    func ready(_ pane: Int) -> SessionEvent {
      SessionEvent(t: 1, .pane(PaneEvent(pane: pane, action: .model, model: model)))
    }
    var state = SessionState([opened(1), opened(2), opened(3), ready(2), ready(3), ready(1)])
    #expect(state.panes.map(\.model.sharesWeights) == [false, true, true])
    state.apply(SessionEvent(t: 2, .pane(PaneEvent(pane: 1, action: .move))))
    #expect(state.panes.map(\.number) == [2, 3, 1])
    #expect(state.panes.map(\.model.sharesWeights) == [false, true, true])
    state.apply(closed(2, at: 3))
    #expect(state.panes.map(\.model.sharesWeights) == [false, true])
  }

  @Test func aPaneCanBeginWithAnothersConversation() throws {
    var state = SessionState([
      opened(1), sent("one", turn: 1, at: 1), started(turn: 1, at: 1),
      done(turn: 1, text: "a", at: 2), sent("two", turn: 2, at: 3), started(turn: 2, at: 3),
      token("b", at: 4),
    ])
    state.apply(SessionEvent(t: 5, .pane(PaneEvent(pane: 2, action: .open, copies: 1))))
    state.apply(SessionEvent(t: 5, .pane(PaneEvent(pane: 3, action: .open, copies: 7))))
    // What is still being answered is the other's own.
    #expect(state.pane(2)?.turns.map(\.answer) == ["a"])
    #expect(state.pane(2)?.activity == .ended(.stop))
    state.apply(loading(2, at: 5))
    state.apply(loaded(2, at: 5))
    #expect(state.pane(2)?.activity == .ended(.stop))
    #expect(state.pane(3)?.turns.isEmpty == true)
    state.apply(done(turn: 2, text: "b", at: 6))
    #expect(state.pane(2)?.turns.count == 1)
  }

  @Test func openingAnOpenPaneAgainChangesNothing() throws {
    let state = SessionState([opened(1), sent(at: 1), opened(1, at: 2)])
    #expect(state.panes.count == 1)
    #expect(state.pane(1)?.turns.count == 1)
  }

  @Test func aBrokenFileCannotOpenPanesWithoutEnd() throws {
    let state = SessionState((1...1000).map { opened($0) })
    #expect(state.panes.count == SessionState.paneLimit)
  }

  @Test func aRetryIsAnotherVariantOfTheSameTurn() throws {
    var state = SessionState([
      opened(), sent("hi", at: 1), started(seed: 1, at: 1), token("x", at: 2),
      done(text: "x", at: 3), sent("hi", at: 10),
    ])
    #expect(state.pane(1)?.activity == .queued)
    #expect(state.pane(1)?.turns.count == 1)
    #expect(state.pane(1)?.readout.tokens == nil)
    state.apply(started(variant: 2, seed: 2, at: 10.5))
    state.apply(token("y", at: 11))
    var turn = try #require(state.pane(1)?.turns.first)
    #expect(turn.answer == "y")
    #expect(turn.result == nil)
    #expect(turn.seed == 2)
    #expect(turn.variants.map(\.text) == ["x", "y"])
    #expect(state.pane(1)?.readout.ttftMilliseconds == 1000)
    state.apply(done(variant: 2, as: .length, text: "y!", at: 12))
    turn = try #require(state.pane(1)?.turns.first)
    #expect(turn.variants.map(\.text) == ["x", "y!"])
    #expect(turn.variants.map { $0.result?.reason } == [.stop, .length])
  }

  @Test func aRetryOfWhichNoSendingIsLoggedHasNoTTFTOfItsOwn() throws {
    var state = SessionState([
      opened(), sent(at: 1), started(at: 1), token(at: 2), done(at: 3),
      started(variant: 2, at: 60), token(at: 61),
    ])
    #expect(state.pane(1)?.readout.ttftMilliseconds == nil)
    var metrics = GenerateMetrics()
    metrics.ttftMilliseconds = 80
    state.apply(done(variant: 2, metrics: metrics, at: 62))
    #expect(state.pane(1)?.readout.ttftMilliseconds == 80)
  }

  @Test func anEarlierTurnCanBeAnsweredAgain() throws {
    let state = SessionState([
      opened(), sent("one", turn: 1, at: 1), started(turn: 1, at: 1), done(turn: 1, at: 2),
      sent("two", turn: 2, at: 3), started(turn: 2, at: 3), done(turn: 2, text: "b", at: 4),
      sent("one", turn: 1, at: 5), started(turn: 1, variant: 2, at: 5), token("new", at: 6),
    ])
    let pane = try #require(state.pane(1))
    // What followed the other answer is put aside with it.
    #expect(pane.turns.map(\.number) == [1])
    #expect(pane.turns.map(\.answer) == ["new"])
    #expect(pane.activity == .answering)
    #expect(state.turn == 2)
  }

  @Test func aPromptSentWhileAnotherRunsWaitsAndNothingIsLost() throws {
    var state = SessionState([
      opened(), sent("one", turn: 1, at: 1), started(turn: 1, at: 1), token("a", at: 2),
      sent("two", turn: 2, at: 2.5), token("b", at: 3),
    ])
    var pane = try #require(state.pane(1))
    #expect(pane.activity == .answering)
    #expect(pane.turns.map(\.answer) == ["ab", ""])
    #expect(pane.readout.tokens == 2)
    state.apply(done(turn: 1, text: "ab", at: 4))
    pane = try #require(state.pane(1))
    #expect(pane.activity == .queued)
    #expect(pane.turns.first?.result?.reason == .stop)
    state.apply(started(turn: 2, at: 4.5))
    state.apply(token("c", at: 5))
    pane = try #require(state.pane(1))
    #expect(pane.turns.map(\.answer) == ["ab", "c"])
    #expect(pane.readout.ttftMilliseconds == 2500)
  }

  @Test func aTurnThatEndsWhileAnotherRunsLeavesItsFiguresAlone() throws {
    let state = SessionState([
      opened(), sent("one", turn: 1, at: 1), started(turn: 1, at: 1), token("a", at: 2),
      sent("two", turn: 2, at: 2.5), done(turn: 2, as: .cancelled, text: "", at: 3),
    ])
    let pane = try #require(state.pane(1))
    #expect(pane.activity == .answering)
    #expect(pane.readout.tokens == 1)
    #expect(pane.turns.map { $0.result?.reason } == [nil, .cancelled])
    #expect(pane.turns.map(\.isWaiting) == [false, false])
  }

  @Test func aStartEndsWhatRanBeforeIt() throws {
    var state = SessionState([
      opened(), sent("one", turn: 1, at: 1), started(turn: 1, at: 1), token("a", at: 2),
      sent("two", turn: 2, at: 3), started(turn: 2, at: 3), token("b", at: 4),
    ])
    #expect(state.pane(1)?.turns.map { $0.result?.reason } == [.cut, nil])
    #expect(state.pane(1)?.turns.map(\.answer) == ["a", "b"])
    #expect(state.pane(1)?.activity == .answering)
    // Its own end may still come.
    state.apply(done(turn: 1, as: .cancelled, text: "a", at: 5))
    #expect(state.pane(1)?.turns.map { $0.result?.reason } == [.cancelled, nil])
    #expect(state.pane(1)?.readout.ttftMilliseconds == 1000)
  }

  @Test func afterResumingNothingRunsAndNothingIsCached() throws {
    var state = SessionState([
      opened(1), opened(2), opened(3), opened(4), sent(to: [1, 2, 3], at: 1), started(1, at: 1),
      token("half", at: 2), token("way", at: 3), sampled(kvBytes: 64, at: 3),
      done(3, text: "x", at: 3), loading(4, at: 4), resumed(at: 4),
    ])
    let (one, two) = (try #require(state.pane(1)), try #require(state.pane(2)))
    #expect(one.activity == .ended(.cut))
    #expect(one.turns.first?.result?.reason == .cut)
    #expect(one.turns.first?.answer == "halfway")
    #expect(one.turns.first?.result?.metrics.tokens == 2)
    #expect(one.turns.first?.result?.metrics.rate == 1)
    #expect(one.readout.contextTokens == 0)
    #expect(one.kvBytes == nil)
    #expect(two.activity == .idle)
    #expect(two.turns.first?.isWaiting == false)
    #expect(state.pane(3)?.activity == .ended(.stop))
    #expect(state.pane(4)?.activity == .idle)
    #expect(state.rss == nil)
    state.apply(loading(2, at: 5))
    state.apply(loaded(2, at: 6))
    #expect(state.pane(2)?.activity == .idle)
  }

  @Test func anotherModelEndsWhatRan() throws {
    let other = PaneEvent(pane: 1, action: .model, model: ModelFacts(path: "/models/other.gguf"))
    let state = SessionState([
      opened(), sent("one", turn: 1, at: 1), started(turn: 1, at: 1), token("ab", at: 2),
      sent("two", turn: 2, at: 3), SessionEvent(t: 4, .pane(other)),
    ])
    let pane = try #require(state.pane(1))
    #expect(pane.activity == .ended(.cancelled))
    #expect(pane.turns.map(\.answer) == ["ab", ""])
    #expect(pane.turns.map { $0.result?.reason } == [.cancelled, nil])
    #expect(pane.turns.map(\.isWaiting) == [false, false])
    #expect(pane.turns.first?.author == .init(name: "model-1", model: "/models/1.gguf"))
    #expect(pane.author.model == "/models/other.gguf")
  }

  @Test func anotherModelMeansAnEmptyCache() throws {
    var state = SessionState([
      opened(), sent(at: 1), started(at: 1), token(at: 2), sampled(kvBytes: 64, at: 2),
      done(at: 3),
    ])
    #expect(state.pane(1)?.readout.contextTokens != 0)
    let other = PaneEvent(
      pane: 1, action: .model, name: "other", model: ModelFacts(path: "/models/other.gguf"),
      contextSize: 2048)
    state.apply(SessionEvent(t: 4, .pane(other)))
    let pane = try #require(state.pane(1))
    #expect(pane.name == "other")
    #expect(pane.readout.contextTokens == 0)
    #expect(pane.kvBytes == nil)
    #expect(pane.contextSize == 2048)
    #expect(pane.turns.count == 1)
  }
}
