import FoundationEssentials
import Support
import Testing

@testable import Tokenization

/// What llama.cpp made of the texts of a fixture; see `Tests/Fixtures/make_tokenizer_fixture.py`.
private struct Fixture {
  struct Header: Decodable {
    var size: Int
    var bos: Int
    var eos: Int
    var eog: [Int]
    var prefix: [Int]
    var suffix: [Int]
    var pieces: String
    var hiddenPieces: String
    var classes: String
  }

  struct Line: Decodable {
    var text: String?
    var hex: String?
    var unit: String?
    var count: Int?
    var ids: IDs
    var parsed: IDs?

    var bytes: [UInt8] {
      if let text { return Array(text.utf8) }
      if let unit, let count { return Array(String(repeating: unit, count: count).utf8) }
      let digits = Array(hex ?? "")
      return stride(from: 0, to: digits.count, by: 2).compactMap {
        UInt8(String(digits[$0...($0 + 1)]), radix: 16)
      }
    }
  }

  /// Ids, or their number and hash where they are many.
  enum IDs: Decodable, Equatable {
    case all([Int])
    case digest(count: Int, hash: String)

    private enum Key: CodingKey { case count, hash }

    init(_ ids: [Int]) {
      self =
        ids.count <= 200
        ? .all(ids)
        : .digest(count: ids.count, hash: ids.reduce(into: FNV()) { $0.combine($1) }.digits)
    }

    init(from decoder: any Decoder) throws {
      if let container = try? decoder.container(keyedBy: Key.self) {
        self = .digest(
          count: try container.decode(Int.self, forKey: .count),
          hash: try container.decode(String.self, forKey: .hash))
      } else {
        self = .all(try decoder.singleValueContainer().decode([Int].self))
      }
    }
  }

  var header: Header
  private var rows: [Data]

  init(_ model: TestModel) throws {
    let name =
      switch model {
      case .smollm2: "tokenizer-smollm2.jsonl"
      case .gemma3: "tokenizer-gemma3.jsonl"
      }
    let file = try Data(contentsOf: URL(filePath: fixture(name)))
    rows = file.split(separator: UInt8(ascii: "\n"))
    header = try JSONDecoder().decode(Header.self, from: rows.removeFirst())
  }

  func lines() throws -> [Line] {
    let decoder = JSONDecoder()
    return try rows.map { try decoder.decode(Line.self, from: $0) }
  }
}

/// 64-bit FNV-1a.
private struct FNV {
  private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

  var digits: String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  mutating func combine(_ byte: UInt8) {
    hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
  }

  mutating func combine(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer {
      for i in 0..<$0.count { combine($0[i]) }
    }
  }

  /// A number as four little-endian bytes.
  mutating func combine(_ number: Int) {
    for shift in [0, 8, 16, 24] { combine(UInt8(truncatingIfNeeded: number >> shift)) }
  }
}

@Suite(.enabled(if: TestModel.arePresent, "\(TestModel.absence)"))
struct LlamaCppAgreementTests {
  @Test(arguments: TestModel.allCases)
  func `every text has the ids llama.cpp gives it`(model: TestModel) throws {
    let fixture = try Fixture(model)
    let tokenizer = try model.tokenizer.get()
    let lines = try fixture.lines()
    #expect(lines.count >= 2000)
    for line in lines {
      let bytes = line.bytes
      for parseSpecial in [false, true] {
        let expected = parseSpecial ? line.parsed ?? line.ids : line.ids
        let ids = tokenizer.encode(bytes, addSpecial: false, parseSpecial: parseSpecial)
        #expect(
          Fixture.IDs(ids) == expected, "\(String(decoding: bytes.prefix(80), as: UTF8.self))")
        // The long ones take long.
        guard bytes.count < 1000 else { continue }
        let withSpecial = tokenizer.encode(bytes, addSpecial: true, parseSpecial: parseSpecial)
        #expect(withSpecial == fixture.header.prefix + ids + fixture.header.suffix)
      }
    }
  }

  @Test(arguments: TestModel.allCases)
  func `every token stands for the bytes llama.cpp gives it`(model: TestModel) throws {
    let header = try Fixture(model).header
    let tokenizer = try model.tokenizer.get()
    #expect(tokenizer.vocabularySize == header.size)
    for (special, expected) in [(true, header.pieces), (false, header.hiddenPieces)] {
      var hash = FNV()
      for id in 0..<tokenizer.vocabularySize {
        let piece = tokenizer.piece(of: id, special: special)
        hash.combine(piece.count)
        hash.combine(piece)
      }
      #expect(hash.digits == expected)
    }
  }

  @Test(arguments: TestModel.allCases)
  func `the same tokens begin, end and stop as in llama.cpp`(model: TestModel) throws {
    let header = try Fixture(model).header
    let tokenizer = try model.tokenizer.get()
    #expect(tokenizer.bos == header.bos)
    #expect(tokenizer.eos == header.eos)
    #expect(tokenizer.endOfGenerationIDs == header.eog)
  }

  @Test func `every code point has the class llama.cpp gives it`() throws {
    let expected = try Fixture(.smollm2).header.classes
    var hash = FNV()
    for codePoint in UInt32(0)..<0x110000 {
      hash.combine(min(CharacterClass(codePoint).rawValue, CharacterClass.other.rawValue))
    }
    #expect(hash.digits == expected)
  }
}
