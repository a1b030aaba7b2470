import FoundationEssentials
import Prompts
import Testing

@testable import Configuration

/// What docs/prompts.md shows is so.
struct PromptDocsTests {
  private let page: String

  init() throws {
    let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    let bytes = try Data(contentsOf: URL(filePath: root + "/docs/prompts.md"))
    page = String(decoding: bytes, as: UTF8.self)
  }

  /// The first block of indented lines behind a text.
  private func block(after text: String) throws -> String {
    let start = try #require(page.firstRange(of: text))
    let lines = page[start.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
    let block = lines.drop { !$0.hasPrefix("    ") }.prefix { $0.isEmpty || $0.hasPrefix("    ") }
    var texts = block.map { String($0.dropFirst(4)) }
    while texts.last == "" { texts.removeLast() }
    return texts.joined(separator: "\n")
  }

  @Test func theWholePromptIsOne() throws {
    let (template, problems) = PromptFile.read(
      try block(after: "## A whole one"), file: "reviews.yaml")
    #expect(problems == [])
    let layout = try #require(template).filled([:]).text(.completion)
    #expect(layout.text == (try block(after: "the prompt above is")))
  }
}
