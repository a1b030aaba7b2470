import FoundationEssentials
import Support
import Testing

@testable import Tokenization

/// What llama.cpp makes of hard texts with every way to cut words; see
/// `Tests/Fixtures/make_words_fixture.py`.
private struct WordsFixture {
  struct Header: Decodable {
    var tokens: [String]
    var merges: [String]
    var whole: [String]
    var pre: [String]
    var bos: [String]
  }

  struct Line: Decodable {
    var text: String?
    var unit: String?
    var count: Int?
    var ids: String

    var whole: String { text ?? String(repeating: unit ?? "", count: count ?? 0) }
  }

  var header: Header
  var lines: [Line]

  init() throws {
    let file = try Data(contentsOf: URL(filePath: fixture("tokenizer-words.jsonl")))
    var rows = file.split(separator: UInt8(ascii: "\n"))
    let decoder = JSONDecoder()
    header = try decoder.decode(Header.self, from: rows.removeFirst())
    lines = try rows.map { try decoder.decode(Line.self, from: $0) }
  }

  func tokenizer(_ name: String) throws -> Tokenizer {
    var data = TinyVocabulary.bytePair(
      merges: header.merges, special: header.tokens.map { ($0, 3) }, whole: header.whole)
    data.pre = name.isEmpty ? nil : name
    data.bosID = 0
    return try Tokenizer(data)
  }

  /// The 32-bit FNV-1a hash of ids, four little-endian bytes each.
  static func hash(_ ids: [Int]) -> String {
    var hash = UInt32(0x811C_9DC5)
    for id in ids {
      for shift in [0, 8, 16, 24] {
        hash = (hash ^ UInt32(truncatingIfNeeded: id >> shift & 255)) &* 0x0100_0193
      }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}

@Suite struct WordAgreementTests {
  @Test func `every text has the ids llama.cpp gives it, however words are cut`() throws {
    let fixture = try WordsFixture()
    #expect(fixture.lines.count > 2000)
    for (number, name) in fixture.header.pre.enumerated() {
      let tokenizer = try fixture.tokenizer(name)
      for line in fixture.lines {
        let ids = tokenizer.encode(line.whole, addSpecial: false, parseSpecial: true)
        let expected = line.ids.dropFirst(8 * number).prefix(8)
        #expect(
          WordsFixture.hash(ids) == expected, "\(name): \(line.whole.prefix(80).debugDescription)")
      }
    }
  }

  @Test func `a text begins with the token it begins with in llama.cpp`() throws {
    let fixture = try WordsFixture()
    let names = try fixture.header.pre.filter { try fixture.tokenizer($0).addsBOS }
    #expect(names == fixture.header.bos)
  }
}
