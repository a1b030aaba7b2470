import JSON
import Support
import Synchronization
import Testing

@testable import SessionLog

struct SessionSearchTests {
  private let folder: TemporaryFolder
  private let sessions: SessionFolder

  init() throws {
    folder = try TemporaryFolder()
    sessions = SessionFolder(folder.path)
  }

  private func answered(_ text: String, pane: Int = 1) -> SessionEvent {
    done(pane, text: text, at: 2)
  }

  @discardableResult
  private func save(_ id: String, _ events: [SessionEvent]) throws -> String {
    try folder.write(
      lines([SessionEvent(t: 0, .session(exampleHeader))] + events),
      to: "2026-11-20T10-00-00-\(id).jsonl")
  }

  private func search(_ text: String, limit: Int = 100) throws -> [SessionHit] {
    SessionSearch.run(try #require(SearchQuery(text)), in: sessions, limit: limit)
  }

  /// Parts of a hit's snippet that are matches.
  private func matches(_ hit: SessionHit) -> [String] {
    hit.ranges.map { range in
      String(Array(hit.snippet)[range])
    }
  }

  @Test func promptsAnswersAndWhatIsSaidAboutASessionAreFound() throws {
    var meta = SessionMeta(title: "About otters")
    meta.notes = "the otter one"
    let path = try save(
      "0001",
      [
        sent("What is an otter?", at: 1), token("otter", at: 1.5),
        answered("An otter swims.", pane: 2),
        SessionEvent(t: 3, .meta(meta)),
      ])
    let hits = try search("otter")
    #expect(hits.map(\.place) == [.about, .prompt, .answer])
    #expect(hits.map(\.pane) == [nil, nil, 2])
    #expect(hits.map(\.turn) == [0, 1, 1])
    #expect(hits.map(\.t) == [3, 1, 2])
    #expect(hits.map(\.snippet) == ["About otters", "What is an otter?", "An otter swims."])
    #expect(hits.map(\.ranges) == [[6..<11], [11..<16], [3..<8]])
    #expect(hits.allSatisfy { $0.path == path && $0.id == "0001" && $0.title == "About otters" })
  }

  @Test func namesOfFieldsAndRenderedTextsAreNotFound() throws {
    try save("0001", [opened(), sent("a", at: 1), started(at: 1), answered("b")])
    for word in ["text", "metrics", "stop", "rendered", "hello", "prompt", "type", "model"] {
      #expect(try search(word).isEmpty, "\(word)")
    }
  }

  @Test func theCaseCountsOnlyWhereTheQueryHasACapital() throws {
    try save("0001", [sent("ÉCOLE Otter ΩΜΈΓΑ ЖУК", at: 1)])
    for query in ["otter", "Otter", "école", "ωμέγα", "жук", "ÉCOLE"] {
      #expect(try search(query).count == 1, "\(query)")
    }
    for query in ["OTTER", "École", "Жук"] { #expect(try search(query).isEmpty, "\(query)") }
  }

  @Test func allWordsMustBeInOneText() throws {
    try save("0001", [sent("red green", at: 1), answered("green blue")])
    #expect(try search("green").count == 2)
    #expect(try search("blue green").map(\.place) == [.answer])
    #expect(try search("red blue").isEmpty)
    #expect(try search("\"green blue\"").count == 1)
    #expect(try search("\"blue green\"").isEmpty)
    #expect(matches(try search("blue green")[0]) == ["green", "blue"])
  }

  @Test func charactersThatTheFileEscapesAreFound() throws {
    let text = "say \"hi\" to C:\\new\n\tline \u{1B}[0m end/slash \u{9B}"
    try save("0001", [sent(text, at: 1)])
    for query in [
      "say \"hi", "C:\\new", "\\new\n\tline", "\u{1B}[0m", "end/slash", "\u{9B}", "\"hi\" to",
    ] {
      #expect(try search(query).count == 1, "\(query)")
    }
    #expect(try search("nnew").isEmpty)
    #expect(try search("\\n").count == 1)
    #expect(try search("\\t").isEmpty)
    let hit = try #require(try search("new").first)
    #expect(hit.snippet == "say \"hi\" to C:\\new line ␛[0m end/slash \u{FFFD}")
  }

  @Test func escapesOfOtherProgramsAreRead() throws {
    _ = try folder.write(
      #"""
      {"type": "session", "v": 1, "t": 0}
      {"type": "prompt", "turn": 1, "panes": [1], "text": "caf\u00e9 \uc218\ub2ec \ud83e\udda6 a\/b \u0041BC \ud800x", "t": 1.5}
      """# + "\n", to: "2026-11-20T10-00-00-0001.jsonl")
    for query in ["café", "수달", "🦦", "a/b", "abc", "\u{FFFD}x"] {
      #expect(try search(query).count == 1, "\(query)")
    }
    #expect(try search("u00e9").isEmpty)
    #expect(try search("수달")[0].t == 1.5)
  }

  @Test func hangulIsFoundInEitherForm() throws {
    let decomposed = "\u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF}"
    try save("0001", [sent("한글 text", at: 1), answered("\(decomposed) text")])
    #expect(try search("한글").count == 2)
    #expect(try search(decomposed).count == 2)
    #expect(try search("하").isEmpty)
    #expect(try search("글 text").isEmpty == false)
    for hit in try search("한글") {
      #expect(hit.ranges == [0..<2])
    }
  }

  @Test func inputsOfAPromptFileCount() throws {
    let use = PromptUse(
      prompt: .object([JSONField("name", .string("classify"))]), shots: 0,
      inputs: ["review": "a fine phone", "tone": "dry"])
    try save(
      "0001", [SessionEvent(t: 1, .prompt(PromptEvent(turn: 1, panes: [1], Question("x", use))))])
    #expect(try search("fine")[0].snippet == "a fine phone")
    #expect(try search("dry phone").count == 1)
    #expect(try search("classify").isEmpty)
  }

  @Test func onePromptIsOneHitHoweverOftenItWasSent() throws {
    try save(
      "0001",
      [sent("same", to: [1], at: 1), sent("same", to: [2], at: 1), sent("same", turn: 2, at: 3)])
    #expect(try search("same").map(\.turn) == [1, 2])
  }

  @Test func aTitleThatIsTheFirstPromptsBeginningIsNoHitOfItsOwn() throws {
    try save(
      "0001",
      [sent("tell me a story", at: 1), SessionEvent(t: 1, .meta(SessionMeta(title: "tell me…")))])
    #expect(try search("tell").map(\.place) == [.prompt])
  }

  @Test func theLastTitleCounts() throws {
    try save(
      "0001",
      [
        sent("prompt", at: 1), SessionEvent(t: 1, .meta(SessionMeta(title: "old"))),
        SessionEvent(t: 2, .meta(SessionMeta(title: "new"))),
      ])
    #expect(try search("old").isEmpty)
    #expect(try search("new").count == 1)
    #expect(try search("prompt")[0].title == "new")
  }

  @Test func theNewestSessionComesFirstAndTheLimitHolds() throws {
    for number in 1...9 {
      let path = try save("000\(number)", [sent("word", at: 1), answered("word")])
      setTime(path, 1000 * number)
    }
    #expect(try search("word").count == 18)
    let hits = try search("word", limit: 5)
    #expect(hits.map(\.id) == ["0009", "0009", "0008", "0008", "0007"])
    #expect(hits.map(\.title).allSatisfy { $0 == "word" })
    #expect(try search("word", limit: 0).isEmpty)
  }

  @Test func aSnippetShowsWhatIsAroundTheMatch() throws {
    let long =
      String(repeating: "가나다 ", count: 3000) + "needle" + String(repeating: " xyz", count: 3000)
    try save("0001", [sent(long, at: 1)])
    let hit = try #require(try search("needle").first)
    #expect(hit.snippet.hasPrefix("…"))
    #expect(hit.snippet.hasSuffix("…"))
    #expect(hit.snippet.count == Snippet.length + 2)
    #expect(matches(hit) == ["needle"])
    #expect(hit.ranges[0].lowerBound == Snippet.lead + 1)
  }

  @Test func whatCannotBeSeenIsNotInASnippet() throws {
    let marks = String(repeating: "\u{301}", count: 5000)
    try save("0001", [sent("a\u{202E}b\u{200B}c e\(marks) needle\u{0}", at: 1)])
    let hit = try #require(try search("needle").first)
    #expect(hit.snippet.unicodeScalars.count < 60)
    #expect(matches(try #require(try search("b\u{200B}c").first)) == ["bc"])
    let shown = try search("b\u{200B}c")[0].snippet.unicodeScalars
    #expect(shown.starts(with: "abc e".unicodeScalars))
    #expect(matches(hit) == ["needle"])
  }

  @Test func invalidTextIsSearchedAllTheSame() throws {
    var bytes = Array(#"{"t":0,"type":"session","v":1}"#.utf8) + [0x0A]
    bytes += Array(#"{"t":1,"type":"prompt","turn":1,"panes":[1],"text":"a "#.utf8)
    bytes += [0xFF, 0xE1, 0x84, 0xC3] + Array(#" needle""#.utf8)
    let cut =
      bytes + Array(#"}"#.utf8) + [0x0A] + Array(#"{"t":2,"type":"prompt","text":"needle \"#.utf8)
    _ = try folder.write(cut, to: "2026-11-20T10-00-00-0001.jsonl")
    let hits = try search("needle")
    #expect(hits.count == 1)
    #expect(matches(hits[0]) == ["needle"])
  }

  @Test func aSearchThatIsCancelledStops() throws {
    try save("0001", [sent("word", at: 1)])
    let query = try #require(SearchQuery("word"))
    #expect(SessionSearch.run(query, in: sessions, isCancelled: { true }).isEmpty)
    let events = (1...5000).map { sent("word \($0)", turn: $0, at: 1) }
    try save("0002", events)
    let calls = Atomic<Int>(0)
    let hits = SessionSearch.run(
      query, in: [folder.path + "/2026-11-20T10-00-00-0002.jsonl"], limit: 9999
    ) {
      calls.add(1, ordering: .relaxed).newValue > 2
    }
    #expect(0 < hits.count && hits.count < 5000)
  }

  @Test func nothingIsNotLookedFor() {
    for text in ["", " ", "\u{3000} "] { #expect(SearchQuery(text) == nil) }
    #expect(SearchQuery("\"\"")?.words.map(\.needle) == [Array("\"\"".utf8)])
  }
}

struct FieldSkimTests {
  private func fields(_ json: String) -> [[String]] {
    Array(json.utf8).withUnsafeBytes { bytes in
      var skim = FieldSkim(bytes)
      var found: [[String]] = []
      while let (name, value) = skim.next() {
        found.append([
          String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self),
        ])
      }
      return found
    }
  }

  @Test func valuesAreFoundWhole() {
    #expect(
      fields(#" { "a" : "x\"y\\" , "b":{"c":"}","d":[1,"]"]},"e":-1.5e3 ,"f":null}"#) == [
        ["a", #""x\"y\\""#], ["b", #"{"c":"}","d":[1,"]"]}"#], ["e", "-1.5e3"], ["f", "null"],
      ])
    #expect(fields(#"["a", 1, {"b":2}]"#) == [["", #""a""#], ["", "1"], ["", #"{"b":2}"#]])
  }

  @Test(arguments: [
    "", "{", "{}", "[", "[]", "x", #"{"a"#, #"{"a":"#, #"{"a":"b"#, #"{"a":{"b":1"#, "{1:2}",
  ])
  func brokenOnesEndEarly(_ json: String) {
    #expect(fields(json).isEmpty)
  }
}

struct FoldedTextTests {
  /// Letters of all kinds that are folded, escaped or composed, side by side.
  private static let scalars: [Unicode.Scalar] =
    Array("aZ\\\"/\n\t\u{1}\u{7F}\u{9B}éÉßẞİıЖжΩωԱա가각힣각ᄒ\u{1175}\u{11C2}한\u{301}漢🦦".unicodeScalars)
    + ["\u{FFFD}", "\u{10FFFF}", "\u{2028}", "\u{1E00}", "\u{1FFF}", "\u{D7A3}"]

  private func folded(json: [UInt8], foldsCase: Bool) -> [UInt8] {
    var text = FoldedText(foldsCase: foldsCase)
    json.withUnsafeBytes { text.append(json: $0.betweenQuotes ?? $0) }
    return text.bytes
  }

  @Test func whatIsEscapedIsTheSameAsWhatIsNot() {
    var random = SplitMix(seed: 7)
    for _ in 0..<500 {
      let scalars = random.list(upTo: 30) { Self.scalars[$0.below(Self.scalars.count)] }
      let text = String(String.UnicodeScalarView(scalars))
      let ours = Array(JSONValue.string(text).write().utf8)
      let escaped = scalars.flatMap { scalar in
        (UTF16.encode(scalar).map(Array.init) ?? []).map { unit in
          "\\u" + String(repeating: "0", count: 4 - String(unit, radix: 16).count)
            + String(unit, radix: 16)
        }
      }.joined()
      for foldsCase in [false, true] {
        let plain = FoldedText(Array(text.utf8), foldsCase: foldsCase)
        #expect(plain.origins.count == plain.bytes.count)
        #expect(plain.origins == plain.origins.sorted())
        #expect(folded(json: ours, foldsCase: foldsCase) == plain.bytes)
        #expect(folded(json: Array("\"\(escaped)\"".utf8), foldsCase: foldsCase) == plain.bytes)
      }
    }
  }

  @Test func anyBytesAreFolded() {
    var random = SplitMix(seed: 8)
    for _ in 0..<500 {
      let bytes = random.list(upTo: 40) { random in
        random.bool() ? UInt8(random.below(256)) : Array("\\u0d8\u{E1}\u{84}".utf8)[random.below(8)]
      }
      #expect(folded(json: bytes, foldsCase: true).count <= bytes.count)
      #expect(FoldedText(bytes, foldsCase: true).bytes.count <= bytes.count)
    }
  }
}

struct ByteSearchTests {
  @Test func allPlacesAreFound() {
    var random = SplitMix(seed: 9)
    for _ in 0..<500 {
      let bytes = random.list(upTo: 60) { UInt8(97 + $0.below(3)) }
      let needle = random.list(upTo: 4) { UInt8(97 + $0.below(3)) }
      let start = random.below(70)
      let wanted =
        needle.isEmpty
        ? nil
        : bytes.indices.first { index in
          index >= start && bytes[index...].starts(with: needle)
        }
      #expect(
        bytes.withUnsafeBytes { ByteSearch(needle).firstIndex(in: $0, from: start) } == wanted)
    }
  }
}
