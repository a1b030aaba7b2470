import GenerationAPI
import JSON
import Testing

@testable import SessionLog

struct FoldTests {
  @Test func aGenerationRunsThroughItsStates() throws {
    var state = SessionState()
    let steps: [(SessionEvent, PaneState.Activity)] = [
      (opened(), .idle),
      (loading(at: 0.1), .loading(done: 10, total: 100)),
      (loaded(at: 0.5), .idle),
      (sent(at: 1), .queued),
      (started(at: 1.1), .reading(done: 4, total: 20)),
      (prefilled(done: 12, at: 1.2), .reading(done: 12, total: 20)),
      (prefilled(done: 20, at: 1.3), .reading(done: 20, total: 20)),
      (token(at: 1.4), .answering),
      (done(at: 1.5), .ended(.stop)),
    ]
    for (event, activity) in steps {
      state.apply(event)
      #expect(state.pane(1)?.activity == activity)
      #expect(state.busyPanes.count == (activity.isBusy ? 1 : 0))
    }
    #expect(state.t == 1.5)
    #expect(state.turn == 1)
  }

  @Test func theAnswerGrowsByTokensAndIsReplacedByTheWholeText() throws {
    var state = SessionState([
      opened(), sent("hi", at: 1), started(seed: 99, at: 1.1), token("Hel", at: 1.2),
      token("lo", at: 1.3),
    ])
    var turn = try #require(state.pane(1)?.turns.first)
    #expect(turn.prompt == "hi")
    #expect(turn.answer == "Hello")
    #expect(turn.seed == 99)
    #expect(turn.result == nil)
    state.apply(done(as: .length, text: "Hello!", at: 1.4))
    turn = try #require(state.pane(1)?.turns.first)
    #expect(turn.answer == "Hello!")
    #expect(turn.result?.reason == .length)
  }

  @Test func twoPanesDoNotTouchEachOther() throws {
    let state = SessionState([
      opened(1), opened(2), sent(to: [1, 2], at: 1), started(2, seed: 8, at: 1.1),
      started(1, at: 1.2), token("one", pane: 1, at: 1.3), token("two", pane: 2, at: 1.4),
      token("2", pane: 2, at: 1.5), done(1, as: .cancelled, text: "one", at: 1.6),
    ])
    let (one, two) = (try #require(state.pane(1)), try #require(state.pane(2)))
    #expect(one.turns.first?.answer == "one")
    #expect(one.activity == .ended(.cancelled))
    #expect(one.readout.tokens == 1)
    #expect(two.turns.first?.answer == "two2")
    #expect(two.activity == .answering)
    #expect(two.readout.tokens == 2)
    #expect(state.busyPanes.map(\.number) == [2])
  }

  @Test func whoStartsSharesTheMachineWithAllWhoRun() throws {
    var state = SessionState([
      opened(), opened(2), sent(to: [1, 2], at: 1), started(at: 1.1), token(at: 1.2),
    ])
    #expect(state.pane(1)?.readout.condition?.sequences == 1)
    state.apply(started(2, at: 1.3))
    #expect(state.pane(1)?.readout.condition?.sharing == "shared ×2")
    #expect(state.pane(2)?.readout.condition?.sharing == "shared ×2")
  }

  @Test func aPauseMarksTheFiguresOfThePanesThatWereAtWork() throws {
    var state = SessionState([
      opened(), opened(2), sent(to: [1, 2], at: 1), started(at: 1.1), token(at: 1.2),
      paused(2, at: 3.5), started(2, at: 4), paused(0.25, at: 5),
    ])
    #expect(state.pane(1)?.readout.condition?.pause == "paused 2 s")
    #expect(state.pane(1)?.readout.condition?.pausedSeconds == 2.25)
    #expect(state.pane(2)?.readout.condition?.pause == "paused 1 s")
    // An answer that was cut off has had its pause as well; the next one has none.
    state.apply(resumed(at: 6))
    #expect(state.pane(1)?.turns.last?.result?.metrics.condition.pausedSeconds == 2.25)
    state.apply(sent(turn: 2, at: 7))
    state.apply(started(turn: 2, at: 7))
    #expect(state.pane(1)?.readout.condition?.pause == nil)
  }

  @Test func aPromptGoesOnlyToThePanesItNames() throws {
    let state = SessionState([opened(1), opened(2), sent(to: [2, 9], at: 1)])
    #expect(state.pane(1)?.turns.isEmpty == true)
    #expect(state.pane(1)?.activity == .idle)
    #expect(state.pane(2)?.turns.count == 1)
    #expect(state.panes.count == 2)
  }

  @Test func aPromptSentWhileLoadingWaitsForTheModel() throws {
    var state = SessionState([opened(), loading(at: 0.1), sent(at: 0.2)])
    #expect(state.pane(1)?.activity == .loading(done: 10, total: 100))
    #expect(state.pane(1)?.turns.first?.isWaiting == true)
    state.apply(loading(at: 0.3))
    state.apply(loaded(at: 3))
    #expect(state.pane(1)?.activity == .queued)
    state.apply(started(at: 3.1))
    #expect(state.pane(1)?.turns.first?.isWaiting == false)
  }

  @Test func aModelThatCannotBeOpenedFailsAndMayBeReplaced() throws {
    var state = SessionState([opened(), loading(at: 0.1), loaded(at: 0.2, error: "no such file")])
    #expect(state.pane(1)?.activity == .failed("no such file"))
    #expect(state.busyPanes.isEmpty)
    state.apply(sent(at: 1))
    #expect(state.pane(1)?.activity == .failed("no such file"))
    state.apply(loaded(at: 2))
    #expect(state.pane(1)?.activity == .queued)
  }

  @Test func aPaneThatOpensWithAnErrorHasFailed() throws {
    let event = PaneEvent(pane: 3, action: .open, error: "not a GGUF file")
    let state = SessionState([SessionEvent(t: 0, .pane(event))])
    #expect(state.pane(3)?.activity == .failed("not a GGUF file"))
    #expect(state.pane(3)?.name == "pane 3")
  }

  @Test func aFailedModelStaysFailedWhenItsPromptEndsWithAnError() throws {
    let state = SessionState([
      opened(), loading(at: 0.1), sent(at: 0.2), loaded(at: 0.3, error: "too large"),
      done(as: .error, text: "", error: "too large", at: 0.4),
    ])
    let pane = try #require(state.pane(1))
    #expect(pane.activity == .failed("too large"))
    #expect(pane.turns.first?.result?.error == "too large")
    #expect(pane.turns.first?.isWaiting == false)
  }

  @Test func anErrorKeepsWhatWasSaidAndCountedBefore() throws {
    let state = SessionState([
      opened(), sent(at: 1), started(at: 1), token(at: 2), token(at: 3), token(at: 4),
      done(as: .error, text: "aaa", error: "connection lost", at: 5),
    ])
    let pane = try #require(state.pane(1))
    #expect(pane.activity == .ended(.error))
    #expect(pane.turns.first?.result?.error == "connection lost")
    #expect(pane.readout.tokens == 3)
    #expect(pane.readout.rate == 1)
    #expect(pane.readout.ttftMilliseconds == 1000)
    #expect(pane.readout.condition?.threads == 2)
  }

  @Test func aDoneWithoutAStartIsShownAllTheSame() throws {
    let state = SessionState([opened(), sent("hi", at: 1), done(as: .error, text: "", at: 2)])
    let pane = try #require(state.pane(1))
    #expect(pane.activity == .ended(.error))
    #expect(pane.turns.map(\.number) == [1])
    #expect(pane.turns.first?.prompt == "hi")
    #expect(pane.turns.first?.result?.reason == .error)
    #expect(pane.readout.tokens == 0)
  }

  @Test func aDoneWhosePromptWasLostStillHasItsText() throws {
    let state = SessionState([opened(), done(turn: 4, text: "whole", at: 2)])
    #expect(state.pane(1)?.turns.first?.answer == "whole")
    #expect(state.turn == 4)
  }

  @Test func tokensWithoutAStartAreNotShown() throws {
    let state = SessionState([
      opened(), token(at: 1), sent(at: 2), token(at: 3), prefilled(done: 5, at: 3),
    ])
    #expect(state.pane(1)?.turns.first?.answer == "")
    #expect(state.pane(1)?.activity == .queued)
    #expect(state.pane(1)?.readout.tokens == nil)
  }

  @Test func eventsOfUnknownPanesAndTypesChangeNothingButTheTime() throws {
    let before = SessionState([opened()])
    var state = before
    for event in [
      token(pane: 2, at: 1), started(2, turn: 0, at: 2), done(2, turn: 0, at: 3),
      prefilled(2, done: 1, at: 4), loading(2, at: 5), loaded(2, at: 6), closed(2, at: 7),
      SessionEvent(t: 8, .unknown(type: "vote", fields: [JSONField("pane", .integer(1))])),
    ] { state.apply(event) }
    #expect(state.t == 8)
    state.t = before.t
    #expect(state == before)
  }

  @Test func timeNeverRunsBackwards() throws {
    var state = SessionState([opened(), sent(at: 5), started(at: 5), token(at: 6)])
    state.apply(token(at: 2))
    #expect(state.t == 6)
    state.apply(SessionEvent(t: .nan, .unknown(type: "x", fields: [])))
    state.apply(SessionEvent(t: .infinity, .unknown(type: "x", fields: [])))
    #expect(state.t == 6)
  }

  @Test func settingsAreReplacedByName() throws {
    func set(_ name: String, _ value: JSONValue, _ source: String) -> SettingEntry {
      SettingEntry(name: name, value: value, source: source)
    }
    let state = SessionState([
      opened(),
      SessionEvent(
        t: 0,
        .settings(
          pane: 1,
          settings: [set("temp", .number(0.8), "default"), set("seed", .integer(7), "flag")])),
      SessionEvent(t: 1, .settings(pane: 1, settings: [set("temp", .number(0), "user")])),
    ])
    #expect(
      state.pane(1)?.settings == [
        set("temp", .number(0), "user"), set("seed", .integer(7), "flag"),
      ])
  }

  @Test func theLastMetaWinsFieldByField() throws {
    var first = SessionMeta(title: "one")
    first.tags = ["a"]
    first.sha256 = [1: "aa", 2: "bb"]
    var second = SessionMeta(title: "two")
    second.star = true
    second.sha256 = [2: "cc"]
    let state = SessionState([SessionEvent(t: 0, .meta(first)), SessionEvent(t: 1, .meta(second))])
    #expect(state.meta.title == "two")
    #expect(state.meta.tags == ["a"])
    #expect(state.meta.star == true)
    #expect(state.meta.sha256 == [1: "aa", 2: "cc"])
  }

  @Test func samplesSetMemory() throws {
    let state = SessionState([opened(), sampled(kvBytes: 512, at: 1), sampled(at: 2)])
    #expect(state.rss == 1000)
    #expect(state.available == 9000)
    #expect(state.pane(1)?.kvBytes == 512)
  }

  @Test func turnsAreFoundByNumberWhateverIsMissing() throws {
    let numbers = [2, 3, 7, 9]
    let state = SessionState(
      [opened()] + numbers.map { sent("\($0)", turn: $0, at: Double($0)) })
    let pane = try #require(state.pane(1))
    for number in -1...11 {
      #expect(pane.index(ofTurn: number) == numbers.firstIndex(of: number))
      #expect(pane.turn(number)?.prompt == (numbers.contains(number) ? "\(number)" : nil))
      #expect(pane.firstIndex(ofTurnFrom: number) == numbers.filter { $0 < number }.count)
    }
    #expect(pane.firstWaitingTurn == 2)
  }

  @Test func theSumOfAModelFileGoesWithTheModel() {
    var state = SessionState()
    var meta = SessionMeta()
    meta.sha256 = [1: "a", 2: "b"]
    for event in [opened(1), opened(2), SessionEvent(t: 1, .meta(meta))] { state.apply(event) }
    func become(_ path: String) -> SessionEvent {
      SessionEvent(t: 2, .pane(PaneEvent(pane: 1, action: .model, model: ModelFacts(path: path))))
    }
    state.apply(become("/models/1.gguf"))
    #expect(state.meta.sha256 == [1: "a", 2: "b"])
    state.apply(become("/models/other.gguf"))
    #expect(state.meta.sha256 == [2: "b"])
    let server = PaneEvent(pane: 2, action: .model, model: ModelFacts(endpoint: "lab/m"))
    state.apply(SessionEvent(t: 3, .pane(server)))
    #expect(state.meta.sha256?.isEmpty == true)
  }

  @Test func waitingTurnsAreKnownByTheirOrder() {
    var waiting = AscendingIndices([5, 1, 5, 3])
    #expect(waiting.all == [1, 3, 5])
    for index in [4, 1, 9, 0] { waiting.insert(index) }
    #expect(waiting.all == [0, 1, 3, 4, 5, 9])
    for index in [0, 4, 7, 9] { waiting.remove(index) }
    #expect(waiting.all == [1, 3, 5])
    #expect(waiting.lowest == 1)
    #expect(AscendingIndices().lowest == nil)
  }
}
