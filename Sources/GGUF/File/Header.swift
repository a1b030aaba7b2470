/// Everything before the tensors' bytes, parsed and checked.
struct Header {
  let version: UInt32
  let metadata: Metadata
  let alignment: Int
  let tensors: [TensorInfo]
  let tensorIndex: [ExactName: Int]
  /// At most the size of the file: a file without tensors may end before the padding does.
  let tensorDataOffset: Int
  /// Nil for a file that is a whole model.
  let split: SplitPosition?

  static let defaultAlignment = 32
  static let largestAlignment: UInt32 = 1 << 20

  init(parsing source: MappedBytes, fileName: String?) throws(GGUFError) {
    var reader = ByteReader(source.bytes)
    version = try Self.version(&reader, fileName: fileName)

    let tensorCount = try reader.number(UInt64.self, .tensorCount)
    let keyCount = try reader.number(UInt64.self, .keyCount)
    metadata = try Metadata(parsing: &reader, count: keyCount, in: source)
    alignment = try Self.alignment(metadata)
    split = try SplitPosition(metadata)

    let table = try TensorTable(parsing: &reader, count: tensorCount, alignment: alignment)
    tensors = table.tensors
    tensorIndex = table.index
    tensorDataOffset = table.dataOffset
  }

  private static func version(
    _ reader: inout ByteReader, fileName: String?
  ) throws(GGUFError) -> UInt32 {
    let magic = Array("GGUF".utf8)
    guard reader.bytes.prefix(4).elementsEqual(magic.prefix(reader.bytes.count)) else {
      throw .notGGUF(
        Lookalike(guessing: reader.bytes, fileName: fileName),
        firstBytes: Array(reader.bytes.prefix(8)))
    }
    _ = try reader.skip(4, .magic)
    let version = try reader.number(UInt32.self, .version)
    // A small number written with its bytes the other way round has its low half empty.
    if version != 0, version & 0xFFFF == 0 {
      throw .bigEndian(version: version.byteSwapped)
    }
    guard version == 2 || version == 3 else { throw .unsupportedVersion(version) }
    return version
  }

  private static func alignment(_ metadata: Metadata) throws(GGUFError) -> Int {
    let key = "general.alignment"
    switch metadata[key] {
    case nil: return defaultAlignment
    case .uint32(let value):
      guard value.nonzeroBitCount == 1, value <= largestAlignment else {
        throw .badAlignment(value)
      }
      return Int(value)
    case let value?:
      throw .wrongType(key: key, expected: "uint32", found: value.typeDescription)
    }
  }
}
