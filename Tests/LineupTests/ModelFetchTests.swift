import Testing

@testable import lineup

struct ModelFetchTests {
  private func news(_ chunks: [String]) -> [String] {
    var lines = FetchLines(paths: ["a": "/m/a.gguf", "b": "/m/b.gguf"])
    var all: [ModelFetch.News] = []
    for chunk in chunks { all += lines.take(Array(chunk.utf8)) }
    return (all + lines.end()).map { "\($0)" }
  }

  @Test func progressAndArrivalAreReadHoweverTheyAreCut() {
    let text = """
      {"name": "a", "done": 5, "total": 10}
      {"name": "a", "done": 10, "total": 10, "path": "/m/a.gguf"}
      {"name": "b", "done": 1, "total": 2}

      """
    let whole = news([text])
    #expect(
      whole == [
        "progress(path: \"/m/a.gguf\", done: 5, total: 10)", "arrived(path: \"/m/a.gguf\")",
        "progress(path: \"/m/b.gguf\", done: 1, total: 2)",
        "failed(path: \"/m/b.gguf\", reason: \"it could not be fetched; r tries again\")",
      ])
    #expect(news(text.map { String($0) }) == whole)
  }

  @Test func whatWentWrongIsSaidAndNonsenseIsNot() {
    let said = news([
      "{\"name\": \"c\", \"done\": 1, \"total\": 2}\n", "{\"name\": \"a\", \"done\": -1}\n",
      "half of a line", " and the disk is full.\n",
    ])
    #expect(said.count == 2)
    #expect(said[0].contains("half of a line and the disk is full.; r tries again"))
  }

  @Test func aLineWithoutEndIsNotKept() {
    var lines = FetchLines(paths: [:])
    for _ in 0..<100 { _ = lines.take(Array(repeating: UInt8(ascii: "x"), count: 10_000)) }
    #expect(lines.take(Array("\n".utf8)).isEmpty)
  }
}
