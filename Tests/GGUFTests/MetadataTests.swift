import GGUF
import Testing

struct MetadataTests {
  private let metadata: Metadata

  init() throws {
    metadata = try GGUFFile(bytes: Samples.everything.file).metadata
  }

  @Test
  func `a value has the type it was written with`() {
    let types = metadata.keys.compactMap { metadata[$0]?.type.name }
    #expect(
      types == [
        "string", "string", "uint32", "uint8", "int8", "uint16", "int16", "uint32", "int32",
        "uint64", "int64", "float32", "float64", "bool", "string", "array", "array", "array",
        "array", "array", "array", "array", "array",
      ])
  }

  @Test
  func `a number is read from whichever integer type holds it`() throws {
    #expect(try metadata.int("t.uint8") == 200)
    #expect(try metadata.int("t.int8") == -100)
    #expect(try metadata.int("t.uint16") == 60_000)
    #expect(try metadata.int("t.int16") == -30_000)
    #expect(try metadata.int("t.uint32") == 4_000_000_000)
    #expect(try metadata.int("t.int32") == -2_000_000_000)
    #expect(try metadata.int("t.uint64") == 1 << 40)
    #expect(try metadata.int("t.int64") == -1 << 40)
    #expect(try metadata.uint("t.uint8") == 200)
    #expect(try metadata.uint("t.uint64") == 1 << 40)
  }

  @Test
  func `floats, truth values and text are read as they are`() throws {
    #expect(try metadata.float("t.float32") == 1.5)
    #expect(try metadata.float("t.float64") == -0.1)
    #expect(try metadata.float("t.int8") == -100)
    #expect(try metadata.bool("t.bool"))
    #expect(try metadata.string("general.name") == "Größe \u{1F411}")
  }

  @Test
  func `text that is not UTF-8 keeps its bytes and is shown repaired`() throws {
    #expect(try metadata.string("t.bytes") == "a\u{FFFD}b")
    guard case .string(let string) = metadata["t.bytes"] else {
      Issue.record("t.bytes is not a string")
      return
    }
    #expect(string.bytes.elementsEqual([0x61, 0xFF, 0x62]))
  }

  @Test
  func `arrays are read element by element`() throws {
    #expect(try metadata.ints("t.uint8s") == [1, 2, 255])
    #expect(try metadata.ints("t.int32s") == [-1, 0, 1])
    #expect(try metadata.ints("t.uint64s") == [0, 1 << 50])
    #expect(try metadata.floats("t.float32s") == [0.5, -2, .infinity])
    #expect(try metadata.floats("t.float64s") == [0.25])
    #expect(try metadata.bools("t.bools") == [true, false, true])
  }

  @Test
  func `an array of strings gives each string's bytes, or all in one piece`() throws {
    let strings = try metadata.strings("t.strings")
    #expect(strings.count == 4)
    #expect(strings.map { String(decoding: $0, as: UTF8.self) } == ["", "a", "▁the", "양"])
    let packed = strings.packed()
    #expect(packed.bytes == Array("a▁the양".utf8))
    #expect(packed.offsets == [0, 0, 1, 7, 10])
  }

  @Test
  func `an array of no strings is empty`() throws {
    let strings = try metadata.strings("t.none")
    #expect(Array(strings).isEmpty)
    let packed = strings.packed()
    #expect(packed.bytes.isEmpty)
    #expect(packed.offsets == [0])
  }

  @Test
  func `an array of empty strings has no bytes`() throws {
    let file = try GGUFFile(bytes: Samples.key(.strings(["", "", ""])).file)
    let packed = try file.metadata.strings("k").packed()
    #expect(packed.bytes.isEmpty)
    #expect(packed.offsets == [0, 0, 0, 0])
  }

  @Test
  func `an absent key is nil, or an error where it is needed`() throws {
    let error = GGUFError.missingKey("x")
    #expect(metadata["x"] == nil)
    #expect(try metadata.uintIfPresent("x") == nil)
    #expect(try metadata.intIfPresent("x") == nil)
    #expect(try metadata.floatIfPresent("x") == nil)
    #expect(try metadata.boolIfPresent("x") == nil)
    #expect(try metadata.stringIfPresent("x") == nil)
    #expect(try metadata.intsIfPresent("x") == nil)
    #expect(try metadata.floatsIfPresent("x") == nil)
    #expect(try metadata.boolsIfPresent("x") == nil)
    #expect(try metadata.stringsIfPresent("x")?.count == nil)
    #expect(throws: error) { try metadata.uint("x") }
    #expect(throws: error) { try metadata.int("x") }
    #expect(throws: error) { try metadata.float("x") }
    #expect(throws: error) { try metadata.bool("x") }
    #expect(throws: error) { try metadata.string("x") }
    #expect(throws: error) { try metadata.ints("x") }
    #expect(throws: error) { try metadata.floats("x") }
    #expect(throws: error) { try metadata.bools("x") }
    #expect(throws: error) { try metadata.strings("x") }
  }

  @Test
  func `a value of another type is an error with both types`() {
    expectWrong("t.bool", "an integer", "bool") { try metadata.uint($0) }
    expectWrong("t.float32", "an integer", "float32") { try metadata.int($0) }
    expectWrong("t.uint8s", "an integer", "array of uint8") { try metadata.uint($0) }
    expectWrong("t.bytes", "a float", "string") { try metadata.float($0) }
    expectWrong("t.uint8", "bool", "uint8") { try metadata.bool($0) }
    expectWrong("t.strings", "string", "array of string") { try metadata.string($0) }
    expectWrong("t.uint8", "array of integers", "uint8") { try metadata.ints($0) }
    expectWrong("t.float32s", "array of integers", "array of float32") { try metadata.ints($0) }
    expectWrong("t.int32s", "array of floats", "array of int32") { try metadata.floats($0) }
    expectWrong("t.uint8s", "array of bools", "array of uint8") { try metadata.bools($0) }
    expectWrong("t.bools", "array of strings", "array of bool") { try metadata.strings($0) }
  }

  @Test
  func `a number that does not fit is an error, not another number`() throws {
    let large = try GGUFFile(bytes: Samples.key(.uint64(.max)).file).metadata
    let limit = "at most 9223372036854775807"
    #expect(
      throws: GGUFError.valueOutOfRange(
        key: "k", value: "18446744073709551615", expected: limit)
    ) { try large.uint("k") }
    #expect(try large.float("k") == 0x1p64)

    let negative = try GGUFFile(bytes: Samples.key(.int32(-1)).file).metadata
    #expect(
      throws: GGUFError.valueOutOfRange(key: "k", value: "-1", expected: "0 or more")
    ) { try negative.uint("k") }

    let array = try GGUFFile(bytes: Samples.key(.uint64s([1, .max])).file).metadata
    #expect(
      throws: GGUFError.valueOutOfRange(
        key: "k", value: "an array with larger numbers", expected: "one of numbers up to \(Int.max)"
      )
    ) { try array.ints("k") }
  }

  private func expectWrong<T>(
    _ key: String, _ expected: String, _ found: String,
    at location: SourceLocation = #_sourceLocation,
    _ read: (String) throws -> T
  ) {
    #expect(
      throws: GGUFError.wrongType(key: key, expected: expected, found: found),
      sourceLocation: location
    ) { try read(key) }
  }
}
