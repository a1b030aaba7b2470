import GenerationAPI
import Testing

@testable import SessionLog

struct ReadoutTests {
  /// A pane whose prompt was sent at 0 and whose tokens come at the given times.
  private func answering(_ times: [Double]) -> SessionState {
    SessionState([opened(), sent(at: 0), started(at: 0)] + times.map { token(at: $0) })
  }

  private func readout(_ state: SessionState) throws -> Readout {
    try #require(state.pane(1)).readout
  }

  @Test func ttftCountsFromSendingToTheFirstToken() throws {
    let state = SessionState([
      opened(), sent(at: 2), started(at: 2.5), prefilled(done: 20, at: 3), token(at: 3.25),
      token(at: 4),
    ])
    #expect(try readout(state).ttftMilliseconds == 1250)
  }

  @Test func loadingIsNoPartOfTTFT() throws {
    let state = SessionState([
      opened(), loading(at: 0), sent(at: 1), loaded(at: 5), started(at: 5.5), token(at: 6),
    ])
    #expect(try readout(state).ttftMilliseconds == 1000)
  }

  @Test func queueingIsPartOfTTFT() throws {
    let state = SessionState([
      opened(), loading(at: 0), loaded(at: 1), sent(at: 2), started(at: 8), token(at: 9),
    ])
    #expect(try readout(state).ttftMilliseconds == 7000)
  }

  @Test func thereIsNoRateBeforeTheFirstQuarterOfASecondIsOver() throws {
    var state = answering([1, 1.0625, 1.125])
    #expect(try readout(state).rate == nil)
    state.apply(token(at: 1.25))
    // Three tokens after the first in a quarter of a second.
    #expect(try readout(state).rate == 12)
  }

  @Test func theFirstTokenIsNoPartOfTheRate() throws {
    // Every 1/16 s: sixteen a second, from the first refresh on.
    let state = answering((0...32).map { 1 + Double($0) / 16 })
    #expect(try readout(state).rate == 16)
    #expect(try readout(state).history == Array(repeating: 16, count: 8))
  }

  @Test func theLiveRateIsOverTheLastSecond() throws {
    // Sixteen tokens in the first second, then four a second.
    let fast = (0...16).map { 1 + Double($0) / 16 }
    let slow = (1...4).map { 2 + Double($0) / 4 }
    #expect(try readout(answering(fast)).rate == 16)
    #expect(try readout(answering(fast + slow.prefix(2))).rate == 8 + 2)
    #expect(try readout(answering(fast + slow)).rate == 4)
  }

  @Test func theRateIsSteadyBetweenRefreshes() throws {
    var state = answering((0...16).map { 1 + Double($0) / 16 })
    for step in 1...7 {
      state.apply(token(at: 2 + Double(step) / 32))
      #expect(try readout(state).rate == 16)
    }
    state.apply(token(at: 2.25))
    #expect(try readout(state).rate == 20)
  }

  @Test func theRateAtAQuarterDoesNotDependOnWhatTellsTheTime() throws {
    let times = (0...20).map { 1 + Double($0) / 16 }
    let bare = answering(times)
    var told = SessionState([opened(), opened(2), sent(at: 0), started(at: 0)])
    for time in times {
      told.apply(sampled(at: time - 0.03125))
      told.apply(token(at: time))
      told.apply(token(pane: 2, at: time + 0.015625))
    }
    #expect(try readout(told).history == readout(bare).history)
  }

  @Test func samplesDoNotAddRefreshes() throws {
    var state = answering((0...16).map { 1 + Double($0) / 16 })
    let before = try readout(state).history
    for step in 1...7 { state.apply(sampled(at: 2 + Double(step) / 32)) }
    #expect(try readout(state).history == before)
  }

  @Test func aPaneThatStallsShowsItOnceTimePasses() throws {
    var state = answering((0...16).map { 1 + Double($0) / 16 })
    state.apply(sampled(at: 2.5))
    #expect(try readout(state).rate == 8)
    state.apply(sampled(at: 3))
    #expect(try readout(state).rate == 0)
    #expect(try readout(state).history == [16, 16, 16, 16, 12, 8, 4, 0])
  }

  @Test func anotherPanesEventsTellTheTimeToo() throws {
    var state = answering((0...16).map { 1 + Double($0) / 16 })
    state.apply(opened(2, at: 2.5))
    #expect(try readout(state).rate == 8)
  }

  @Test func aSlowModelHasNoRateUntilItsSecondTokenOrASecondIsOver() throws {
    var state = answering([1])
    state.apply(sampled(at: 1.75))
    #expect(try readout(state).rate == nil)
    state.apply(sampled(at: 2))
    #expect(try readout(state).rate == 0)
  }

  @Test func theHistoryIsBoundedEvenAfterALongSilence() throws {
    var state = answering((0...2000).map { 1 + Double($0) / 16 })
    #expect(try readout(state).history.count == 64)
    state.apply(sampled(at: 8e9))
    #expect(try readout(state).history == Array(repeating: 0, count: 64))
  }

  @Test func severalTokensAtOnceCountOnce() throws {
    let state = answering([1, 1, 1, 1, 1.25])
    #expect(try readout(state).tokens == 5)
    #expect(try readout(state).rate == 16)
  }

  @Test func theFinalFiguresAreThoseOfTheGeneration() throws {
    var metrics = GenerateMetrics()
    metrics.rate = 123.5
    metrics.ttftMilliseconds = 31
    metrics.tokens = 3
    metrics.promptTokens = 20
    metrics.kvBytes = 4096
    metrics.condition.sequences = 2
    var state = answering([1, 2, 3])
    state.apply(done(metrics: metrics, at: 3))
    #expect(try readout(state).rate == 123.5)
    #expect(try readout(state).ttftMilliseconds == 31)
    #expect(try readout(state).tokens == 3)
    #expect(try readout(state).contextTokens == 22)
    #expect(try readout(state).condition?.sharing == "shared ×2")
    #expect(state.pane(1)?.kvBytes == 4096)
  }

  @Test func withoutFinalFiguresTheRateIsOverTheWholeAnswer() throws {
    var state = answering([1, 1.5, 2, 5])
    state.apply(done(as: .cut, at: 6))
    #expect(try readout(state).rate == 0.75)
    #expect(try readout(state).tokens == 4)
  }

  @Test func oneTokenHasNoRate() throws {
    var state = answering([1])
    state.apply(sampled(at: 3))
    state.apply(done(at: 3))
    #expect(try readout(state).rate == nil)
  }

  @Test func theContextCountsWhatIsInTheCache() throws {
    var state = SessionState([opened(), sent(at: 0), started(at: 0)])
    #expect(try readout(state).contextTokens == 4)
    state.apply(prefilled(done: 12, at: 1))
    #expect(try readout(state).contextTokens == 12)
    // The last tokens of a prompt need no event of their own.
    state.apply(token(at: 2))
    #expect(try readout(state).contextTokens == 20)
    state.apply(token(at: 3))
    #expect(try readout(state).contextTokens == 21)
  }

  @Test func aNewPromptClearsTheFiguresButNotTheCache() throws {
    var state = answering([1, 2, 3])
    state.apply(done(at: 3))
    state.apply(sent(turn: 2, at: 4))
    let readout = try readout(state)
    #expect(readout.rate == nil)
    #expect(readout.ttftMilliseconds == nil)
    #expect(readout.tokens == nil)
    #expect(readout.history.isEmpty)
    #expect(readout.contextTokens == 22)
  }
}
