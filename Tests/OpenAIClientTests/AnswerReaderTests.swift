import GenerationAPI
import Testing

@testable import OpenAIClient

@Suite struct AnswerReaderTests {
  static let quotation = Quotation(Endpoint(name: "lab", url: ""), nil)

  /// All that a stream says, however it came.
  private struct Read: Equatable {
    var tokens: [GeneratedToken] = []
    var text: String
    var finish: String?
    var counts: ServerCounts
    var failure: ServerProblem?
    var isDone: Bool
  }

  private func read(_ pieces: [[UInt8]]) -> Read {
    var reader = AnswerReader(Self.quotation)
    var tokens: [GeneratedToken] = []
    func take(_ events: [Generation.Event]) {
      for case .token(let token) in events { tokens.append(token) }
    }
    for piece in pieces { take(reader.feed(piece, at: 1)) }
    take(reader.end(at: 1))
    take(reader.remarks())
    return Read(
      tokens: tokens, text: reader.answer.text, finish: reader.finish, counts: reader.counts,
      failure: reader.failure, isDone: reader.isDone)
  }

  private func stream(_ events: String...) -> [UInt8] {
    events.flatMap { Array("data: \($0)\r\n\r\n".utf8) }
  }

  private func text(_ events: String...) -> String {
    read([events.flatMap { Array("data: \($0)\n\n".utf8) }]).text
  }

  @Test func anAnswerIsTheSameWhereverItIsCut() {
    let bytes = stream(
      Say.role, Say.chunk(#"{"reasoning_content":"생각"}"#), Say.text("바다 "), Say.text("👩‍👩‍👧"),
      Say.stop, Say.usage, Say.done)
    let whole = read([bytes])
    #expect(whole.text == "<think>생각</think>\n\n바다 👩‍👩‍👧")
    #expect(whole.counts.generated == 2 && whole.counts.cached == 4 && whole.isDone)
    for cut in 0...bytes.count {
      #expect(read([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole)
    }
    #expect(read(bytes.map { [$0] }) == whole)
  }

  @Test func anAnswerThatEndsAtAnyByteIsABeginningOfIt() {
    let bytes = stream(Say.text("one "), Say.text("two "), Say.text("three"), Say.stop, Say.done)
    for cut in 0...bytes.count {
      let some = read([Array(bytes[..<cut])])
      #expect("one two three".hasPrefix(some.text) && some.failure == nil)
    }
  }

  @Test func whateverComesIsReadToItsEnd() {
    var random = SystemRandomNumberGenerator()
    let words = [
      "data: ", "\n", "\n\n", "\r", "{\"choices\":[", "{\"delta\":", "{\"content\":", "\"a\"", "}",
      "]",
      "[DONE]", "event: error\n", ":", "\u{FEFF}", "null", "{\"error\":", "\"usage\":", "-1",
      "1e999",
      ",", "\"logprobs\":", "\"content\":[",
    ].map { Array($0.utf8) }
    for _ in 0..<2000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0..<40, using: &random) {
        if Bool.random(using: &random) {
          bytes += words.randomElement(using: &random) ?? []
        } else {
          bytes.append(UInt8.random(in: 0...255, using: &random))
        }
      }
      let whole = read([bytes])
      #expect(read(bytes.map { [$0] }) == whole, "\(bytes)")
      #expect(whole.tokens.map(\.text).joined() == whole.text, "\(bytes)")
    }
  }

  @Test(.timeLimit(.minutes(1))) func whatIsMeantToTakeLongDoesNot() {
    var reader = AnswerReader(Self.quotation)
    for _ in 0..<(1 << 20) { _ = reader.feed([0x20], at: 1) }
    #expect(reader.failure == .tooLarge(.line))
    let lines = Array(String(repeating: "data:1\n", count: 1 << 19).utf8)
    #expect(read([lines]).failure == .noJSON(isPage: false))
    let marks = String(repeating: "\u{301}\u{316}", count: 1 << 17)
    let said = read([
      stream(Say.chunk(#"{"tool_calls":[{"function":{"name":"\#(marks)"}}]}"#, finish: marks))
    ])
    #expect(said.finish == "other" && said.text.utf8.count < 400)
  }

  @Test func readingIsToldAsFarAsItGoesOn() {
    var reader = AnswerReader(Self.quotation)
    let said = [1, 2, 2, 1, 9, 1000, 5].map {
      #"{"choices":[],"prompt_progress":{"total":10,"processed":\#($0)}}"#
    }
    let events = reader.feed(said.flatMap { Array("data: \($0)\n\n".utf8) }, at: 1)
    #expect(
      events.compactMap { if case .prefill(let done, 10) = $0 { done } else { nil } } == [
        1, 2, 9, 10,
      ])
  }

  @Test func usageIsTakenWhereverItStands() {
    let inLast =
      #"{"choices":[{"delta":{"content":"b"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":9}}"#
    #expect(read([stream(Say.text("a"), inLast, Say.done)]).counts.generated == 9)
    let inEach = { (count: Int) in
      #"{"choices":[{"delta":{"content":"b"}}],"usage":{"prompt_tokens":3,"completion_tokens":\#(count)}}"#
    }
    #expect(read([stream(inEach(1), inEach(2), inEach(3))]).counts.generated == 3)
    let none = #"{"choices":[],"usage":null}"#
    #expect(read([stream(Say.usage, none)]).counts.generated == 2)
    let hostile =
      #"{"choices":[],"usage":{"prompt_tokens":-5,"completion_tokens":1e300,"prompt_tokens_details":{"cached_tokens":"x"}}}"#
    #expect(read([stream(hostile)]).counts == ServerCounts())
  }

  @Test func timingsAreTaken() {
    let counts = read([
      stream(
        #"{"choices":[],"timings":{"cache_n":4,"prompt_n":8,"prompt_per_second":250.5,"predicted_n":7,"predicted_per_second":33}}"#
      )
    ]).counts
    #expect(counts.prompt == 12 && counts.cached == 4 && counts.generated == 7)
    #expect(counts.prefillRate == 250.5 && counts.rate == 33)
  }

  @Test func reasoningStandsBetweenTags() {
    let thought = { (text: String) in Say.chunk(#"{"reasoning_content":"\#(text)"}"#) }
    #expect(text(thought("a"), thought("b"), Say.text("c")) == "<think>ab</think>\n\nc")
    #expect(text(Say.chunk(#"{"reasoning":"a","content":"b"}"#)) == "<think>a</think>\n\nb")
    #expect(text(Say.text("a"), thought("b"), Say.text("c")) == "a\n\n<think>b</think>\n\nc")
    #expect(text(thought("a")) == "<think>a")
    #expect(text(Say.chunk(#"{"reasoning":null,"reasoning_content":"a"}"#)) == "<think>a")
    #expect(text(Say.chunk(#"{"content":"a","reasoning_content":""}"#)) == "a")
    let parts =
      #"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"a"}]},{"type":"text","text":"b"}]}"#
    #expect(text(Say.chunk(parts)) == "<think>a</think>\n\nb")
  }

  @Test func reasoningIsCountedInFieldsAndBetweenTags() {
    var reader = AnswerReader(Self.quotation)
    _ = reader.feed(
      stream(Say.text("<th"), Say.text("ink>"), Say.text("a"), Say.text("</think>"), Say.text("b")),
      at: 1)
    #expect(reader.answer.sawReasoning && reader.answer.tokens == 5)
    // The two that are known for reasoning only with its end are not: the first half of each tag.
    #expect(reader.answer.reasoning == 2)
    var plain = AnswerReader(Self.quotation)
    _ = plain.feed(stream(Say.text("a <think>"), Say.text("b")), at: 1)
    #expect(!plain.answer.sawReasoning && plain.answer.reasoning == 0)
  }

  @Test func logprobsMakeTokens() {
    let entry = { (text: String, logprob: String) in
      #"{"id":7,"token":"\#(text)","logprob":\#(logprob),"bytes":[1]}"#
    }
    let chunk = { (text: String, entries: [String]) in
      #"{"choices":[{"delta":{"content":"\#(text)"},"logprobs":{"content":[\#(entries.joined(separator: ","))]}}]}"#
    }
    let two = read([stream(chunk("ab", [entry("a", "-0.5"), entry("b", "-1")]))]).tokens
    #expect(two.map(\.text) == ["a", "b"] && two.map(\.logprob) == [-0.5, -1])
    #expect(two.map(\.id) == [7, 7])
    // Of a letter of two tokens the server gives the text with the second.
    let half = read([stream(chunk("", [entry("?", "-1")]), chunk("é", [entry("?", "-2")]))]).tokens
    #expect(half.map(\.text) == ["", "é"])
    let other = read([stream(chunk("abc", [entry("x", "-1"), entry("y", "7")]))]).tokens
    #expect(other.map(\.text) == ["", "abc"] && other.map(\.logprob) == [-1, nil])
    let old = read([
      stream(
        #"{"choices":[{"text":"ab","logprobs":{"tokens":["a","b"],"token_logprobs":[null,-2]}}]}"#)
    ]).tokens
    #expect(old.map(\.text) == ["a", "b"] && old.map(\.logprob) == [nil, -2])
  }
}
