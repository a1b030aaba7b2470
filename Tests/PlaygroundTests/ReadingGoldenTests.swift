import Cells
import Testing

@testable import Playground

/// What answers look like, and looking through them.
struct ReadingGoldenTests {
  static let readingSizes = [(40, 10), (80, 24), (120, 36)]

  @Test(arguments: readingSizes)
  func answersAreReadAsMarkdown(columns: Int, rows: Int) throws {
    try GoldenTests().check(
      "markdown", Scenes.reading(), columns: columns, rows: rows, draft: Draft())
    try GoldenTests().check(
      "markdown-top", Scenes.reading(), columns: columns, rows: rows, draft: Draft()
    ) {
      $0.mode = .panes
      $0.scrolled[1] = ScrollAnchor(turn: 1, part: .prompt, offset: 0)
    }
  }

  @Test func markdownWithoutUnicode() throws {
    try GoldenTests().check(
      "markdown-ascii", Scenes.reading(), columns: 120, rows: 36, draft: Draft()
    ) {
      $0.isASCII = true
    }
  }

  @Test(arguments: readingSizes)
  func answersAreReadAsTheyAreWritten(columns: Int, rows: Int) throws {
    try GoldenTests().check("raw", Scenes.reading(), columns: columns, rows: rows, draft: Draft()) {
      $0.mode = .panes
      $0.isRaw = true
      $0.isLinked = true
    }
  }

  @Test(arguments: readingSizes)
  func panesAreSearched(columns: Int, rows: Int) throws {
    let script = Scenes.reading()
    for isTyping in [true, false] {
      let name = isTyping ? "searching" : "searched"
      try GoldenTests().check(name, script, columns: columns, rows: rows, draft: Draft()) {
        var cache = LayoutCache()
        $0.mode = .panes
        let keys: [Key] =
          [.plain("/")] + "count".map { .plain($0) } + (isTyping ? [] : [Key(.enter), .plain("n")])
        for key in keys {
          _ = update(&$0, .input(.key(key), at: 0), script.session, cache: &cache)
        }
      }
    }
  }

  @Test(arguments: readingSizes)
  func thoughtsAreFolded(columns: Int, rows: Int) throws {
    try GoldenTests().check(
      "thinking", Scenes.thinking(), columns: columns, rows: rows, draft: Draft())
    try GoldenTests().check(
      "thoughts", Scenes.thinking(), columns: columns, rows: rows, draft: Draft()
    ) {
      $0.unfoldsThoughts = true
    }
  }
}
