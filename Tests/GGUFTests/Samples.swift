import GGUF
import Support

/// Files that the tests begin with and then break.
enum Samples {
  /// One key, "a.b" = 7, and one tensor, "t", of 2 rows of 32 elements in Q4_0.
  ///
  /// | byte | what                        | byte | what               |
  /// |------|-----------------------------|------|--------------------|
  /// |    0 | magic                       |   43 | tensor name's size |
  /// |    4 | version                     |   51 | "t"                |
  /// |    8 | number of tensors           |   52 | n_dims             |
  /// |   16 | number of keys              |   56 | 32                 |
  /// |   24 | key's size                  |   64 | 2                  |
  /// |   32 | "a.b"                       |   72 | type               |
  /// |   35 | value type                  |   76 | offset             |
  /// |   39 | value                       |   84 | padding            |
  /// |      |                             |   96 | 36 bytes of data   |
  static var small: GGUFWriter {
    var writer = GGUFWriter()
    writer.add("a.b", .uint32(7))
    writer.addTensor("t", [32, 2], type: 2, bytes: counting(36))
    return writer
  }

  /// One key at byte 24, "k", with its type at 33 and its value from 37; no tensor.
  static func key(_ value: GGUFWriter.Value) -> GGUFWriter {
    var writer = GGUFWriter()
    writer.add("k", value)
    return writer
  }

  /// Every value type, every kind of array, and tensors of six types: about 2 KB.
  static var everything: GGUFWriter {
    var writer = GGUFWriter()
    writer.add("general.architecture", .string("llama"))
    writer.add("general.name", .string("Größe \u{1F411}"))
    writer.add("general.file_type", .uint32(15))
    writer.add("t.uint8", .uint8(200))
    writer.add("t.int8", .int8(-100))
    writer.add("t.uint16", .uint16(60_000))
    writer.add("t.int16", .int16(-30_000))
    writer.add("t.uint32", .uint32(4_000_000_000))
    writer.add("t.int32", .int32(-2_000_000_000))
    writer.add("t.uint64", .uint64(1 << 40))
    writer.add("t.int64", .int64(-1 << 40))
    writer.add("t.float32", .float32(1.5))
    writer.add("t.float64", .float64(-0.1))
    writer.add("t.bool", .bool(true))
    writer.add("t.bytes", .stringBytes([0x61, 0xFF, 0x62]))
    writer.add("t.uint8s", .uint8s([1, 2, 255]))
    writer.add("t.int32s", .int32s([-1, 0, 1]))
    writer.add("t.uint64s", .uint64s([0, 1 << 50]))
    writer.add("t.float32s", .float32s([0.5, -2, .infinity]))
    writer.add("t.float64s", .float64s([0.25]))
    writer.add("t.bools", .bools([true, false, true]))
    writer.add("t.strings", .strings(["", "a", "▁the", "양"]))
    writer.add("t.none", .strings([]))
    writer.addTensor("f32", [5, 3], type: 0, bytes: counting(60))
    writer.addTensor("f16", [7], type: 1, bytes: counting(14))
    writer.addTensor("q4_1", [64, 2], type: 3, bytes: counting(80))
    writer.addTensor("q8_0", [32, 2, 2], type: 8, bytes: counting(136))
    writer.addTensor("q4_K", [256, 1, 1, 2], type: 12, bytes: counting(288))
    writer.addTensor("i8", [3], type: 24, bytes: [1, 2, 3])
    return writer
  }

  /// 0, 1, 2 … 250, 0, 1 …
  static func counting(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8($0 % 251) }
  }

  static func letters(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x61, count: count) }
}

/// What opening these bytes throws; nil where they are accepted.
func refusal(of bytes: [UInt8]) -> GGUFError? {
  do {
    _ = try GGUFFile(bytes: bytes)
    return nil
  } catch {
    return error
  }
}
