import GenerationAPI
import JSON
import SessionLog
import Testing

@testable import lineup

struct AnswerDifferenceTests {
  private static func tokens(_ ids: [Int]) -> [GeneratedToken] {
    ids.map { GeneratedToken(id: $0, text: "t\($0) ", logprob: nil) }
  }

  private static func result(_ reason: GenerateStopReason, _ text: String) -> GenerateResult {
    GenerateResult(reason: reason, text: text, metrics: GenerateMetrics())
  }

  private static func recorded(
    _ ids: [Int], _ reason: GenerateStopReason? = .stop, text: String = "text",
    continuing: [Int] = []
  ) -> RecordedAnswer {
    var answer = RecordedAnswer(
      pane: 1, turn: 2, variant: 3, model: ModelFacts(path: "/m.gguf"), turns: [], settings: [],
      seed: 1, rendered: "<user>Hi<model>", continuing: continuing, obstacle: nil)
    answer.tokens = tokens(ids)
    answer.result = reason.map { result($0, text) }
    return answer
  }

  private static func again(
    _ ids: [Int], _ reason: GenerateStopReason = .stop, text: String = "text",
    rendered: String = "<user>Hi<model>"
  ) -> RepeatedAnswer {
    RepeatedAnswer(rendered: rendered, tokens: tokens(ids), result: result(reason, text))
  }

  @Test func theSameTokensEndAndTextAreTheSame() {
    #expect(AnswerDifference(Self.recorded([1, 2]), Self.again([1, 2])) == nil)
  }

  @Test func theFirstTokenThatDiffersIsNamedWithWhatWasBefore() throws {
    let difference = try #require(
      AnswerDifference(Self.recorded([1, 2, 3, 4]), Self.again([1, 2, 9, 8])))
    let token = try #require(difference.token)
    #expect(difference.turn == 2 && difference.variant == 3)
    #expect(token.index == 2 && token.was?.id == 3 && token.is?.id == 9)
    #expect(token.before == "t1 t2 ")
    #expect(difference.ending == nil)
  }

  @Test func tokensAreCountedFromTheBeginningOfAnAnswerThatWentOn() {
    let difference = AnswerDifference(
      Self.recorded([7], continuing: [1, 2, 3]), Self.again([8]))
    #expect(difference?.token?.index == 3)
  }

  @Test func anAnswerThatEndsSoonerOrLaterDiffersThere() {
    let sooner = AnswerDifference(Self.recorded([1, 2]), Self.again([1]))
    #expect(sooner?.token?.index == 1 && sooner?.token?.is == nil)
    let later = AnswerDifference(Self.recorded([1]), Self.again([1, 2], .length))
    #expect(later?.token?.index == 1 && later?.token?.was == nil)
  }

  @Test func ofAnAnswerThatWasStoppedOnlyWhatThereIsCounts() {
    for reason in [GenerateStopReason.cancelled, .cut, nil] {
      let recorded = Self.recorded([1, 2], reason, text: "half")
      #expect(AnswerDifference(recorded, Self.again([1, 2], .length, text: "else")) == nil)
      #expect(AnswerDifference(recorded, Self.again([1, 3], .length))?.token?.index == 1)
    }
    // It was stopped before its first token.
    let nothing = RepeatedAnswer(rendered: "<user>Hi<model>")
    #expect(AnswerDifference(Self.recorded([], .cancelled), nothing) == nil)
  }

  @Test func anotherEndOrTextOfTheSameTokensDiffers() {
    let end = AnswerDifference(Self.recorded([1], .stop), Self.again([1], .length))
    #expect(end?.ending == AnswerDifference.Ending(was: "stop", is: "length"))
    let text = AnswerDifference(Self.recorded([1]), Self.again([1], text: "tent"))
    #expect(text?.ending == AnswerDifference.Ending(was: "xt", is: "nt"))
  }

  @Test func anotherPromptDiffersEvenWithTheSameAnswer() {
    let difference = AnswerDifference(
      Self.recorded([1]), Self.again([1], rendered: "<user>Ho<model>"))
    #expect(difference?.prompt == AnswerDifference.Prompt(was: "i<model>", is: "o<model>"))
    #expect(difference?.token == nil)
  }

  @Test func anAnswerThatFailsNowSaysWhy() {
    var again = Self.again([], .error, text: "")
    again.result?.error = "no memory"
    let difference = AnswerDifference(Self.recorded([1, 2]), again)
    #expect(difference?.ending == AnswerDifference.Ending(was: "stop", is: "no memory"))
  }

  @Test func theExitCodeSaysWhetherAllIsTheSame() {
    func verdict(
      _ identical: Bool?, isLocal: Bool = true, isCompared: Bool = false, differing: Int = 0
    ) -> RerunVerdict {
      var verdict = RerunVerdict(pane: 1, name: "m", identical: identical)
      verdict.isLocal = isLocal
      verdict.isCompared = isCompared
      verdict.differing = differing
      return verdict
    }
    #expect(RerunVerdict.status([verdict(true), verdict(nil, isLocal: false)]) == 0)
    // It can't be promised, and is the same.
    #expect(RerunVerdict.status([verdict(nil, isCompared: true)]) == 0)
    #expect(RerunVerdict.status([verdict(nil, isCompared: true, differing: 1)]) == 1)
    #expect(RerunVerdict.status([verdict(true), verdict(nil)]) == 1)
    #expect(RerunVerdict.status([verdict(nil), verdict(false), verdict(true)]) == 3)
  }

  @Test func aDifferenceOfTextsIsNotWithinACharacter() {
    let difference = OtherVerdict.difference(turn: 1, "the é", "the è", isWhole: true)
    #expect(difference?.before == "the " && difference?.was == "é" && difference?.is == "è")
    #expect(OtherVerdict.difference(turn: 1, "ab", "abc", isWhole: false) == nil)
    #expect(OtherVerdict.difference(turn: 1, "ab", "abc", isWhole: true)?.is == "c")
  }
}
