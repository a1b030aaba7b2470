import Prompts
import Testing

@testable import Configuration

/// The prompts in `prompts`, as they are shipped, and the data beside them.
struct ShippedPromptsTests {
  static let folder =
    #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/prompts"
  static let library = PromptLibrary(own: nil, shipped: folder)
  static let names = [
    "arithmetic", "assistant", "entities", "grammar", "headline", "json-event-ko", "json-person",
    "polite", "polite-ko", "python-function", "sentiment", "sentiment-ko", "sql", "summarise",
    "summarise-ko", "support-topic", "translate-en-fr", "translate-en-ko", "translate-ko-en",
    "yes-no",
  ]

  @Test func theyAreAllThere() {
    #expect(Self.library.names == Self.names)
  }

  /// Also no warning: every example is what `expect` wants.
  @Test(arguments: names)
  func noneHasAProblem(name: String) {
    #expect(Self.library.prompt(name).entry?.problems == [])
  }

  @Test(arguments: names)
  func eachSaysWhatItIsAndHasExamplesThatDiffer(name: String) throws {
    let prompt = try #require(Self.library.prompt(name).entry?.template)
    #expect((10...72).contains(prompt.description.count))
    #expect((5...8).contains(prompt.examples.count))
    for (index, example) in prompt.examples.enumerated() {
      #expect(!example.note.isEmpty, "\(index)")
      #expect(!prompt.examples[..<index].contains { $0.values == example.values }, "\(index)")
    }
  }

  @Test(arguments: names)
  func eachCanBeSentAsItIsAndAsksForNoExampleAgain(name: String) throws {
    let prompt = try #require(Self.library.prompt(name).entry?.template)
    let defaults = prompt.variables.compactMap(\.standard)
    #expect(defaults.count == prompt.variables.count)
    #expect(prompt.variables.allSatisfy { !$0.description.isEmpty })
    #expect(!prompt.examples.contains { Set($0.values.values) == Set(defaults) })
    for shots in [0, 1, prompt.examples.count] { _ = try prompt.filled([:], shots: shots) }
  }

  /// The words that a model is measured on are none that it was just shown.
  @Test(arguments: [
    ("translate-en-fr", "words-en-fr"), ("json-person", "people"), ("sentiment", "reviews"),
  ])
  func dataHoldsNoExampleAndNothingTwice(name: String, file: String) throws {
    let prompt = try #require(Self.library.prompt(name).entry?.template)
    let rows = try DataFile.rows("\(Self.folder)/data/\(file).jsonl")
    let inputs = rows.compactMap { $0.values["input"]?.lowercased() }
    #expect(rows.count >= 60 && Set(inputs).count == rows.count)
    #expect(prompt.examples.allSatisfy { !inputs.contains($0.values["input"]?.lowercased() ?? "") })
  }

  @Test(arguments: [
    ("translate-en-fr", "words-en-fr"), ("json-person", "people"), ("sentiment", "reviews"),
  ])
  func theRightAnswersOfDataAreWhatThePromptExpects(name: String, file: String) throws {
    let expect = try #require(Self.library.prompt(name).entry?.template?.expect)
    for row in try DataFile.rows("\(Self.folder)/data/\(file).jsonl") {
      let output = try #require(row.values["output"])
      #expect(expect.verdict(output, values: row.values)?.isMet == true, "line \(row.line)")
    }
  }
}
