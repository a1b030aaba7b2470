/// The key-value pairs of a model file, in the order of the file.
public struct Metadata: Sendable {
  /// All keys, in the order of the file.
  public private(set) var keys: [String] = []
  private var values: [MetadataValue] = []
  private var index: [ExactName: Int] = [:]

  /// The value of a key, whatever its type.
  public subscript(key: String) -> MetadataValue? {
    index[ExactName(text: key)].map { values[$0] }
  }

  /// A key of one byte, a type and a value of one byte: no pair is shorter than this.
  private static let smallestPair: UInt64 = 8 + 1 + 4 + 1

  init(parsing reader: inout ByteReader, count: UInt64, in source: MappedBytes) throws(GGUFError) {
    guard count <= UInt64(reader.remaining) / Self.smallestPair else {
      throw .countTooLarge(.keyCount, count: count, available: reader.remaining)
    }
    for number in 0..<Int(count) {
      let start = reader.offset
      let key = try reader.name(.key(index: number))
      guard index.updateValue(number, forKey: ExactName(text: key)) == nil else {
        throw .duplicateKey(key, offset: start)
      }
      keys.append(key)
      values.append(try MetadataValue(parsing: &reader, key: key, in: source))
    }
  }
}
