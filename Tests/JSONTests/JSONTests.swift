import Support
import Testing

@testable import JSON

struct JSONParserTests {
  private func parse(_ text: String) throws -> JSONValue { try JSONValue.parse(Array(text.utf8)) }

  private func failure(
    _ bytes: [UInt8], text: JSONValue.TextRule = .repaired
  ) -> JSONError? {
    do {
      _ = try JSONValue.parse(bytes, text: text)
      return nil
    } catch { return error }
  }

  private func failure(_ text: String) -> JSONError? { failure(Array(text.utf8)) }

  @Test func valuesOfEveryKindAreRead() throws {
    #expect(try parse("null") == .null)
    #expect(try parse(" true ") == .bool(true))
    #expect(try parse("\tfalse\r\n") == .bool(false))
    #expect(try parse("-12") == .integer(-12))
    #expect(try parse("0.5") == .number(0.5))
    #expect(try parse("\"a\"") == .string("a"))
    #expect(try parse("[]") == .array([]))
    #expect(try parse("[1, 2,[3]]") == .array([.integer(1), .integer(2), .array([.integer(3)])]))
    #expect(try parse("{}") == .object([]))
  }

  @Test func fieldsKeepTheirOrderAndTheirRepeats() throws {
    let value = try parse(#"{"z":1, "a":{"b":[]},"z":null}"#)
    #expect(
      value
        == .object([
          JSONField("z", .integer(1)), JSONField("a", .object([JSONField("b", .array([]))])),
          JSONField("z", .null),
        ]))
  }

  @Test func wholeNumbersAreExactAsFarAsTheyGo() throws {
    #expect(try parse("9223372036854775807") == .integer(.max))
    #expect(try parse("-9223372036854775808") == .integer(.min))
    #expect(try parse("9223372036854775808") == .unsigned(1 << 63))
    #expect(try parse("18446744073709551615") == .unsigned(.max))
    #expect(try parse("18446744073709551616") == .number(0x1p64))
    #expect(try parse("-9223372036854775809") == .number(-0x1p63))
    #expect(try parse(String(repeating: "9", count: 200)) == .number(1e200))
  }

  @Test func fractionsAreNumbersEvenWhereTheyAreWhole() throws {
    #expect(try parse("3.0") == .number(3))
    #expect(try parse("3e2") == .number(300))
    #expect(try parse("-1.25E-2") == .number(-0.0125))
  }

  @Test func aNumberTooLargeIsNull() throws {
    #expect(try parse("[1e999,-1e999]") == .array([.null, .null]))
  }

  @Test(arguments: [
    "01", "+1", "1.", ".5", "1e", "1e+", "-", "--1", "0x10", "NaN", "Infinity", "1,", "1 2",
    "[1,]", "[,1]", "[1", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:1}", "{\"a\":1",
    "\"a", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "\"\\", "tru", "nul", "truee", "", "  ", "]",
    "'a'", "// comment", "\u{FEFF}1",
  ])
  func whatIsNoJSONIsRefused(_ text: String) {
    #expect(failure(text) != nil)
  }

  @Test func errorsSayWhereTheyAre() {
    #expect(failure("[1, x]") == JSONError(.unexpectedByte(0x78), offset: 4))
    #expect(failure("{\"a\":1") == JSONError(.unexpectedEnd, offset: 6))
    #expect(failure("1 2") == JSONError(.trailingBytes, offset: 2))
    #expect(failure("[1.x]") == JSONError(.badNumber, offset: 3))
    #expect(failure("[\"ab\\q\"]") == JSONError(.badEscape, offset: 4))
    #expect(
      JSONError(.unexpectedByte(0), offset: 7).description
        == "not valid JSON at byte 7: unexpected byte 0x00")
  }

  @Test func everyTruncationIsRefused() throws {
    let whole = Array(#"{"a":[1,-2.5e3,"x\u00e9\n\ud83d\ude00 é"],"b":{"c":true,"d":null}}"#.utf8)
    #expect(failure(whole) == nil)
    for length in 0..<whole.count {
      #expect(failure(Array(whole.prefix(length))) != nil)
    }
  }

  @Test func controlCharactersMustBeEscaped() throws {
    #expect(failure("\"a\u{0}b\"") == JSONError(.controlCharacter(0), offset: 2))
    #expect(failure("\"a\nb\"") == JSONError(.controlCharacter(10), offset: 2))
    #expect(try parse(#""a\u0000b""#) == .string("a\u{0}b"))
  }

  @Test func aBlockOfZeroesIsRefused() {
    #expect(failure(Array(repeating: 0, count: 4096)) == JSONError(.unexpectedByte(0), offset: 0))
  }

  @Test func escapesAreUnderstood() throws {
    #expect(try parse(#""\"\\\/\b\f\n\r\t""#) == .string("\"\\/\u{8}\u{C}\n\r\t"))
    #expect(try parse(#""\u00e9\uAC00\u2028""#) == .string("é가\u{2028}"))
    #expect(try parse(#""x\ud83d\ude00y""#) == .string("x😀y"))
  }

  @Test func loneSurrogatesAreRepairedOrRefused() throws {
    for (text, repaired, offset) in [
      (#""\ud83d""#, "\u{FFFD}", 1), (#""\ude00""#, "\u{FFFD}", 1),
      (#""a\ud83dx""#, "a\u{FFFD}x", 2), (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀", 1),
      (#""\ud83d\n""#, "\u{FFFD}\n", 1), (#""\ud83d\u0041""#, "\u{FFFD}A", 1),
    ] {
      #expect(try parse(text) == .string(repaired))
      #expect(
        failure(Array(text.utf8), text: .strict) == JSONError(.loneSurrogate, offset: offset))
    }
    #expect(try JSONValue.parse(Array(#""\ud83d\ude00""#.utf8), text: .strict) == .string("😀"))
  }

  @Test func invalidUTF8IsRepairedOrRefused() throws {
    for bytes: [UInt8] in [[0xFF], [0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0xBD], [0x80]] {
      let quoted = [0x5B, 0x22, 0x61] + bytes + [0x22, 0x5D]
      guard case .array(let elements) = try JSONValue.parse(quoted),
        case .string(let text) = elements.first
      else {
        Issue.record("no string in an array")
        return
      }
      #expect(text.hasPrefix("a\u{FFFD}"))
      #expect(failure(quoted, text: .strict) == JSONError(.invalidUTF8, offset: 1))
    }
  }

  @Test func sixtyFourLevelsAreTakenAndNoMore() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(failure(nested(64)) == nil)
    #expect(failure(nested(65))?.reason == .tooDeep(limit: 64))
    #expect(failure(String(repeating: "[", count: 1_000_000))?.reason == .tooDeep(limit: 64))
    #expect(failure(String(repeating: "{\"\":", count: 100))?.reason == .tooDeep(limit: 64))
  }

  @Test func valuesWithoutEndAreRefused() {
    let many = "[" + String(repeating: "0,", count: 1 << 20) + "0]"
    #expect(failure(many)?.reason == .tooManyValues(limit: 1 << 20))
  }
}

struct JSONWriterTests {
  @Test func valuesAreWrittenWithoutBlanks() {
    let value = JSONValue.object([
      JSONField("a", .array([.integer(1), .null, .bool(true)])),
      JSONField("b", .object([])), JSONField("c\"", .string("x")),
    ])
    #expect(value.write() == #"{"a":[1,null,true],"b":{},"c\"":"x"}"#)
  }

  @Test func numbersAreTheShortestThatComeBack() {
    #expect(JSONValue.number(0.1).write() == "0.1")
    #expect(JSONValue.number(3).write() == "3.0")
    #expect(JSONValue.number(-0.0).write() == "-0.0")
    #expect(JSONValue.number(1e300).write() == "1e+300")
    #expect(JSONValue.unsigned(.max).write() == "18446744073709551615")
  }

  @Test func numbersThatAreNotFiniteAreNull() {
    for number in [Double.nan, .infinity, -.infinity] {
      #expect(JSONValue.number(number).write() == "null")
    }
    #expect(JSONValue(Float.nan) == .null)
    #expect(JSONValue(-Float.infinity) == .null)
  }

  @Test func onlyWhatMustBeIsEscaped() {
    #expect(JSONValue.string("a\"b\\c/d").write() == #""a\"b\\c/d""#)
    #expect(JSONValue.string("\n\r\t\u{8}\u{C}\u{0}\u{1B}").write() == #""\n\r\t\b\f\u0000\u001b""#)
    #expect(JSONValue.string("é가😀\u{2028}").write() == "\"é가😀\u{2028}\"")
  }

  @Test func noControlCharacterReachesATerminal() {
    #expect(
      JSONValue.string("\u{7F}\u{80}\u{9D}\u{9F}\u{A0}").write()
        == "\"\\u007f\\u0080\\u009d\\u009f\u{A0}\"")
  }

  @Test func floatsPrintAsFloatsAndComeBackWithTheSameBits() throws {
    #expect(JSONValue(Float(0.1)).write() == "0.1")
    #expect(JSONValue(Float(-1.2345678)).write() == "-1.2345678")
    #expect(JSONValue(Float(-0.0)).write() == "-0.0")
    var random = SplitMix(seed: 1)
    var lost: [Float] = []
    for _ in 0..<20_000 {
      let float = random.float()
      guard case .number(let back) = try JSONValue.parse(Array(JSONValue(float).write().utf8)),
        Float(back).bitPattern == float.bitPattern
      else {
        lost.append(float)
        continue
      }
    }
    #expect(lost.isEmpty)
  }

  @Test func whatIsWrittenIsReadAsTheSame() throws {
    var random = SplitMix(seed: 2)
    for _ in 0..<2000 {
      let value = random.json(depth: 4)
      let text = value.write()
      let back = try JSONValue.parse(Array(text.utf8), text: .strict)
      #expect(back == value)
      // Strings that look the same compare equal; their bytes must be the same too.
      #expect(Array(back.write().utf8) == Array(text.utf8))
    }
  }

  @Test func randomBytesNeverTrap() {
    var random = SplitMix(seed: 3)
    let alphabet = Array(#"{}[]",:\u0d8e19.-+eEtrufalsn "#.utf8) + [0, 0xC2, 0x9D, 0xFF]
    var changed: [[UInt8]] = []
    for _ in 0..<20_000 {
      let bytes = (0..<random.below(24)).map { _ in alphabet[random.below(alphabet.count)] }
      guard let value = try? JSONValue.parse(bytes) else { continue }
      if (try? JSONValue.parse(Array(value.write().utf8), text: .strict)) != value {
        changed.append(bytes)
      }
    }
    #expect(changed.isEmpty)
  }
}
