import Testing

@testable import Tokenization

@Suite struct StopStringFilterTests {
  private func run(_ stops: [String], _ parts: [String]) -> (out: [String], match: String?) {
    var filter = StopStringFilter(stops)
    let out = parts.map { filter.feed($0) } + [filter.finish()]
    return (out, filter.match)
  }

  @Test func `text before a stop string is passed on, and nothing from there on`() {
    let result = run(["###"], ["one ", "two### three", "four"])
    #expect(result.out == ["one ", "two", "", ""])
    #expect(result.match == "###")
  }

  @Test func `a stop string is found over the borders of tokens`() {
    let result = run(["\n\nUser:"], ["Hi.", "\n", "\nUs", "er", ": no"])
    #expect(result.out == ["Hi.", "", "", "", "", ""])
    #expect(result.match == "\n\nUser:")
  }

  @Test func `only what may become a stop string is held back`() {
    let result = run(["abc"], ["xab", "d", "ab", "ab", "a"])
    #expect(result.out == ["x", "abd", "", "ab", "ab", "a"])
    #expect(result.match == nil)
  }

  @Test func `the one that is complete first stops, and of those the longest`() {
    #expect(run(["abc", "b"], ["abc"]).out == ["a", ""])
    #expect(run(["bc", "abc", "c"], ["xabc"]) == (["x", ""], "abc"))
    #expect(run(["abcd", "bc"], ["xabcd"]) == (["xa", ""], "bc"))
  }

  @Test func `without stop strings everything passes at once`() {
    #expect(run([], ["a", "b"]).out == ["a", "b", ""])
    #expect(run(["", ""], ["a"]) == (["a", ""], nil))
  }

  @Test func `characters that share their first bytes with a stop string stay whole`() {
    #expect(run(["é"], ["è", "e\u{301}", "é"]) == (["è", "e\u{301}", "", ""], "é"))
    #expect(run(["😀!"], ["😁", "😀", "?"]).out == ["😁", "", "😀?", ""])
  }

  @Test func `any cut gives the same text and the same match`() {
    var random = SeededGenerator(state: 6)
    for _ in 0..<500 {
      let stops = (0..<3).map { _ in
        (0..<Int.random(in: 1...4, using: &random)).map { _ in
          ["a", "b", "é"].randomElement(using: &random)!
        }.joined()
      }
      let letters = (0..<12).map { _ in ["a", "b", "é", "c"].randomElement(using: &random)! }
      let byLetter = run(stops, letters)
      let atOnce = run(stops, [letters.joined()])
      #expect(byLetter.out.joined() == atOnce.out.joined())
      #expect(byLetter.match == atOnce.match)
      #expect((byLetter.match == nil) == !stops.contains(where: letters.joined().contains))
    }
  }

  @Test(.timeLimit(.minutes(5)))
  func `hostile stop strings do not take quadratic time`() {
    let long = String(repeating: "a", count: 50_000)
    var filter = StopStringFilter([long + "b", long + "c"])
    var passed = 0
    for _ in 0..<100_000 { passed += filter.feed("a").utf8.count }
    #expect(passed == 50_000)
    #expect(filter.feed("b") == "")
    #expect(filter.match == long + "b")
  }
}

private func == (a: (out: [String], match: String?), b: ([String], String?)) -> Bool {
  a.out == b.0 && a.match == b.1
}
