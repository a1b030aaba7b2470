import GenerationAPI
import Testing

@testable import Prompts

struct FilledPromptTests {
  private let reviews = PromptTemplate(
    name: "reviews", system: "Answer in {{language}}.", user: "Review: {{input}}\nSentiment:",
    variables: [PromptVariable("input"), PromptVariable("language", default: "English")],
    examples: [
      PromptExample(["input": "Great."], output: "positive"),
      PromptExample(["input": "Bad."], output: "negative"),
    ])

  @Test func examplesBecomeTurns() throws {
    let filled = try reviews.filled(["input": "So so."])
    #expect(
      filled.messages == [
        ChatMessage(.system, "Answer in English."),
        ChatMessage(.user, "Review: Great.\nSentiment:"), ChatMessage(.assistant, "positive"),
        ChatMessage(.user, "Review: Bad.\nSentiment:"), ChatMessage(.assistant, "negative"),
        ChatMessage(.user, "Review: So so.\nSentiment:"),
      ])
    #expect(filled.stop(.chat) == [])
  }

  @Test func aUserTextThatEndsInAColonAsksForTheAnswerItself() throws {
    let layout = try reviews.filled(["input": "So so."], shots: 1).text(.completion)
    #expect(
      layout.text
        == "Answer in English.\n\nReview: Great.\nSentiment: positive\n\nReview: So so.\nSentiment:"
    )
    #expect(layout.stop == ["\n\n"])
  }

  @Test func otherTextsBecomeQuestionsAndAnswers() throws {
    var template = reviews
    template.system = nil
    template.user = "{{input}}"
    let layout = try template.filled(["input": "x"], shots: 2).text(.completion)
    #expect(
      layout.text
        == "Question: Great.\nAnswer: positive\n\nQuestion: Bad.\nAnswer: negative\n\nQuestion: x\nAnswer:"
    )
    template.separators = PromptSeparators(question: "", answer: " =>", example: "\n")
    let set = try template.filled(["input": "x"], shots: 1).text(.completion)
    #expect(set.text == "Great. => positive\nx =>")
    #expect(set.stop == ["\n"])
  }

  @Test func alpacaHasAnInputWhereThereIsASystem() throws {
    let layout = try reviews.filled(["input": "x"], shots: 1).text(.alpaca)
    #expect(
      layout.text == """
        Below is an instruction that describes a task, paired with an input that provides further \
        context. Write a response that appropriately completes the request.

        ### Instruction:
        Answer in English.

        ### Input:
        Review: Great.
        Sentiment:

        ### Response:
        positive

        ### Instruction:
        Answer in English.

        ### Input:
        Review: x
        Sentiment:

        ### Response:

        """)
    #expect(layout.stop == ["### Instruction:"])
  }

  @Test func alpacaWithoutASystemHasTheUserAsInstruction() throws {
    var template = reviews
    template.system = nil
    template.user = "Name {{input}}."
    let layout = try template.filled(["input": "x"], shots: 0).text(.alpaca)
    #expect(
      layout.text == """
        Below is an instruction that describes a task. Write a response that appropriately completes \
        the request.

        ### Instruction:
        Name x.

        ### Response:

        """)
  }

  @Test(arguments: PromptMode.allCases, [0, 1, 2])
  func sectionsCoverTheTextInOrder(mode: PromptMode, shots: Int) throws {
    for system in [nil, "한국어로."] {
      var template = reviews
      template.system = system
      let layout = try template.filled(["input": "좋아요"], shots: shots).text(mode)
      var end = 0
      for section in layout.sections {
        #expect(section.range.lowerBound == end)
        #expect(!section.range.isEmpty)
        end = section.range.upperBound
      }
      #expect(end == layout.text.utf8.count)
      let kinds = layout.sections.map(\.kind)
      #expect(kinds == PromptSection.Kind.allCases.filter(kinds.contains))
      #expect(kinds.contains(.examples) == (shots > 0))
      #expect(kinds.last == .input)
    }
  }

  @Test func aSectionIsWhatItSays() throws {
    let layout = try reviews.filled(["input": "x", "language": "말"], shots: 1).text(.completion)
    let bytes = Array(layout.text.utf8)
    let parts = layout.sections.map { String(decoding: bytes[$0.range], as: UTF8.self) }
    #expect(
      parts == [
        "Answer in 말.\n\n", "Review: Great.\nSentiment: positive\n\n", "Review: x\nSentiment:",
      ])
  }

  @Test func shotsAreNeverMoreThanThereAre() throws {
    #expect(try reviews.filled(["input": "x"], shots: 9).examples.count == 2)
    #expect(try reviews.filled(["input": "x"], shots: -1).examples.isEmpty)
    #expect(Shots.all.count(of: 3) == 3)
    #expect(Shots.count(2).count(of: 3) == 2)
  }

  @Test func chatIsCompletionForAModelWithoutATemplate() throws {
    var filled = try reviews.filled(["input": "x"])
    #expect(filled.effectiveMode(hasChatTemplate: true) == .chat)
    #expect(filled.effectiveMode(hasChatTemplate: false) == .completion)
    #expect(filled.text(.chat) == filled.text(.completion))
    filled.mode = .alpaca
    #expect(filled.effectiveMode(hasChatTemplate: false) == .alpaca)
  }

  @Test func whatIsMissingIsNamed() {
    #expect(throws: PromptError.missingValue("input")) { try reviews.filled([:]) }
    var template = reviews
    template.examples[1].values = ["other": "x"]
    #expect(throws: PromptError.missingInExample("input", number: 2)) {
      try template.filled(["input": "x"])
    }
    #expect(throws: Never.self) { try template.filled(["input": "x"], shots: 1) }
  }

  @Test func theFileSaysWhatStops() throws {
    var template = reviews
    template.stop = ["\n"]
    let filled = try template.filled(["input": "x"])
    #expect(PromptMode.allCases.map { filled.stop($0) } == [["\n"], ["\n"], ["\n"]])
  }
}
