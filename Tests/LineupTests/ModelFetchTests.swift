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
        "failed(path: \"/m/b.gguf\", reason: \"it could not be fetched\")",
      ])
    #expect(news(text.map { String($0) }) == whole)
  }

  @Test func whatWentWrongIsSaidAndNonsenseIsNot() {
    let said = news([
      "{\"name\": \"c\", \"done\": 1, \"total\": 2}\n", "{\"name\": \"a\", \"done\": -1}\n",
      "half of a line", " and the disk is full.\n",
    ])
    #expect(said.count == 2)
    #expect(said[0].contains("half of a line and the disk is full."))
  }

  @Test func aFailureDoesNotRepeatTheModelsName() {
    #expect(
      news(["a: the disk is full\n"]) == [
        "failed(path: \"/m/a.gguf\", reason: \"the disk is full\")",
        "failed(path: \"/m/b.gguf\", reason: \"a: the disk is full\")",
      ])
  }

  @Test(arguments: 0..<200)
  func damagedLinesMeanTheSameHoweverTheyAreCut(seed: Int) {
    var state = UInt64(seed)
    func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let pieces = [
      "{\"name\": \"a\", \"done\": 5, \"total\": 10}\n", "{\"name\": \"b\"", ", \"path\": \"/x\"}",
      "\n",
      "\"done\": 99999999999999999999,", "\u{1B}[2J", "\0", "바다\n", "{", "}", "[[[[", "\r\n",
    ]
    let text = Array((0..<20).map { _ in pieces[below(pieces.count)] }.joined().utf8)
    func news(_ cut: () -> Int) -> [String] {
      var lines = FetchLines(paths: ["a": "/m/a.gguf", "b": "/m/b.gguf"])
      var all: [ModelFetch.News] = []
      var rest = text[...]
      while !rest.isEmpty {
        let count = cut()
        all += lines.take(rest.prefix(count))
        rest = rest.dropFirst(count)
      }
      return (all + lines.end()).map { "\($0)" }
    }
    let whole = news { text.count }
    #expect(news { 1 } == whole)
    #expect(news { 1 + below(9) } == whole)
    // Each model ends once, whatever was said of it.
    #expect(whole.count { !$0.hasPrefix("progress") } == 2)
  }

  @Test func aLineWithoutEndIsNotKept() {
    var lines = FetchLines(paths: [:])
    for _ in 0..<100 { _ = lines.take(Array(repeating: UInt8(ascii: "x"), count: 10_000)) }
    #expect(lines.take(Array("\n".utf8)).isEmpty)
  }
}
