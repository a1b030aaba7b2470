import GGUF
import Support

/// Wrong magic, versions, counts, names, and parts of split models.
enum HeaderRefusals {
  static let all = header + names + splits

  private static let max = UInt64.max

  static let header: [Refusal] = [
    Refusal("nothing", [], .empty),
    Refusal(
      "only GGUF", Array("GGUF".utf8), .truncated(.version, offset: 4, needed: 4, available: 0)),
    Refusal(
      "only GG", Array("GG".utf8), .truncated(.magic, offset: 0, needed: 4, available: 2)),
    Refusal("wrong magic", .notGGUF(.unknown, firstBytes: Array("GGUX".utf8) + [3, 0, 0, 0])) {
      $0.magic = Array("GGUX".utf8)
    },
    Refusal("version 0", .unsupportedVersion(0)) { $0.version = 0 },
    Refusal("version 1", .unsupportedVersion(1)) { $0.version = 1 },
    Refusal("version 4", .unsupportedVersion(4)) { $0.version = 4 },
    Refusal("version 2^32-1", .unsupportedVersion(.max)) { $0.version = .max },
    Refusal("big-endian, version 3", .bigEndian(version: 3)) { $0.version = 0x0300_0000 },
    Refusal("big-endian, version 2", .bigEndian(version: 2)) { $0.version = 0x0200_0000 },
    Refusal("-1 keys", .countTooLarge(.keyCount, count: max, available: 108)) {
      $0.keyCountOverride = max
    },
    Refusal("2^63 keys", .countTooLarge(.keyCount, count: 1 << 63, available: 108)) {
      $0.keyCountOverride = 1 << 63
    },
    Refusal("2^31-1 keys", .countTooLarge(.keyCount, count: 0x7FFF_FFFF, available: 108)) {
      $0.keyCountOverride = 0x7FFF_FFFF
    },
    Refusal("2^32-1 keys", .countTooLarge(.keyCount, count: 0xFFFF_FFFF, available: 108)) {
      $0.keyCountOverride = 0xFFFF_FFFF
    },
    Refusal(
      "24 bytes that announce 500 million keys",
      {
        var writer = GGUFWriter()
        writer.keyCountOverride = 500_000_000
        return writer.file
      }(), .countTooLarge(.keyCount, count: 500_000_000, available: 0)),
    Refusal("-1 tensors", .countTooLarge(.tensorCount, count: max, available: 89)) {
      $0.tensorCountOverride = max
    },
    Refusal("2^63 tensors", .countTooLarge(.tensorCount, count: 1 << 63, available: 89)) {
      $0.tensorCountOverride = 1 << 63
    },
    Refusal("2^31-1 tensors", .countTooLarge(.tensorCount, count: 0x7FFF_FFFF, available: 89)) {
      $0.tensorCountOverride = 0x7FFF_FFFF
    },
    Refusal("2^32-1 tensors", .countTooLarge(.tensorCount, count: 0xFFFF_FFFF, available: 89)) {
      $0.tensorCountOverride = 0xFFFF_FFFF
    },
    Refusal("one key more than there is", .duplicateKey("a.b", offset: 43)) {
      $0.metadata.append($0.metadata[0])
    },
    // What follows the only tensor is read as the next: padding, then 0, 1, 2 … as its type.
    Refusal("one tensor more than there is", .badName(.tensorName(index: 1), .empty, offset: 84)) {
      $0.tensorCountOverride = 2
    },
  ]

  static let names: [Refusal] = [
    Refusal("empty key", .badName(.key(index: 0), .empty, offset: 24)) { $0.metadata[0].key = [] },
    Refusal("NUL in a key", .badName(.key(index: 0), .containsNUL, offset: 24)) {
      $0.metadata[0].key = Array("a\0b".utf8)
    },
    Refusal("key that is not UTF-8", .badName(.key(index: 0), .notUTF8, offset: 24)) {
      $0.metadata[0].key = [0x61, 0xC0, 0xAF]
    },
    Refusal("duplicate key of another type", .duplicateKey("a.b", offset: 43)) {
      $0.add("a.b", .string("again"))
    },
    Refusal("empty tensor name", .badName(.tensorName(index: 0), .empty, offset: 43)) {
      $0.tensors[0].name = []
    },
    Refusal("NUL in a tensor name", .badName(.tensorName(index: 0), .containsNUL, offset: 43)) {
      $0.tensors[0].name = [0x74, 0]
    },
    Refusal("tensor name not UTF-8", .badName(.tensorName(index: 0), .notUTF8, offset: 43)) {
      $0.tensors[0].name = [0xFF]
    },
    Refusal("duplicate tensor name", .duplicateTensor("t", offset: 84)) {
      $0.tensors.append($0.tensors[0])
    },
    Refusal(
      "key length 2^64-1", lengthAt24(max),
      .truncated(.key(index: 0), offset: 32, needed: max, available: 100)),
    Refusal(
      "key length 2^63", lengthAt24(1 << 63),
      .truncated(.key(index: 0), offset: 32, needed: 1 << 63, available: 100)),
    Refusal(
      "key length one more than is left", lengthAt24(101),
      .truncated(.key(index: 0), offset: 32, needed: 101, available: 100)),
    Refusal(
      "tensor name length 2^64-1", length(max, at: 43),
      .truncated(.tensorName(index: 0), offset: 51, needed: max, available: 81)),
    Refusal(
      "tensor name length one more than is left", length(82, at: 43),
      .truncated(.tensorName(index: 0), offset: 51, needed: 82, available: 81)),
  ]

  static let splits: [Refusal] = [
    Refusal("first of three parts", .partOfSplit(number: 0, count: 3)) {
      $0.add("split.no", .uint16(0))
      $0.add("split.count", .uint16(3))
    },
    Refusal("second of three parts", .partOfSplit(number: 1, count: 3)) {
      $0.add("split.no", .uint16(1))
      $0.add("split.count", .uint16(3))
    },
    Refusal("last of three parts", .partOfSplit(number: 2, count: 3)) {
      $0.add("split.no", .uint16(2))
      $0.add("split.count", .uint16(3))
    },
    Refusal(
      "part 5 of 3",
      .valueOutOfRange(key: "split.no", value: "4", expected: "below \"split.count\", 3")
    ) {
      $0.add("split.no", .uint16(4))
      $0.add("split.count", .uint16(3))
    },
    Refusal(
      "second part of one",
      .valueOutOfRange(key: "split.no", value: "1", expected: "below \"split.count\", 1")
    ) {
      $0.add("split.no", .uint16(1))
      $0.add("split.count", .uint16(1))
    },
    Refusal(
      "third part of none",
      .valueOutOfRange(key: "split.no", value: "2", expected: "below \"split.count\", 0")
    ) {
      $0.add("split.no", .uint16(2))
      $0.add("split.count", .uint16(0))
    },
    Refusal("65,535 parts", .partOfSplit(number: 0, count: 65535)) {
      $0.add("split.count", .uint16(.max))
    },
    Refusal(
      "part -1", .valueOutOfRange(key: "split.no", value: "-1", expected: "0 or more")
    ) {
      $0.add("split.no", .int32(-1))
      $0.add("split.count", .uint16(3))
    },
    Refusal(
      "-1 parts", .valueOutOfRange(key: "split.count", value: "-1", expected: "0 or more")
    ) { $0.add("split.count", .int32(-1)) },
    Refusal(
      "parts in words", .wrongType(key: "split.count", expected: "an integer", found: "string")
    ) { $0.add("split.count", .string("three")) },
  ]

  /// `Samples.small` with another number in the eight bytes at `offset`.
  private static func length(_ value: UInt64, at offset: Int) -> [UInt8] {
    var bytes = Samples.small.file
    bytes.replaceSubrange(offset..<(offset + 8), with: value.littleEndianBytes)
    return bytes
  }

  private static func lengthAt24(_ value: UInt64) -> [UInt8] { length(value, at: 24) }
}
