import Configuration
import Testing

@testable import lineup

struct NewPromptTests {
  @Test func `the file a prompt begins with has nothing wrong in it`() throws {
    let (template, problems) = PromptFile.read(NewPromptText.text, file: "mine.yaml")
    #expect(problems == [])
    let prompt = try #require(template)
    #expect(prompt.name == "mine")
    #expect(try prompt.filled([:]).text(.completion).text.hasSuffix("\nSentiment:"))
  }
}
