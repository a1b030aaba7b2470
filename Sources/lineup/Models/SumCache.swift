import JSON
import SessionLog

/// SHA-256 of model files that were worked out before, as long as the files are what they were. Of a
/// split model it is that of its parts one after the other: `cat NAME-*.gguf | sha256sum`.
struct SumCache {
  private struct Entry: Equatable {
    var path: String
    var stamp: FileStamp
    var sum: String
  }

  private var entries: [Entry] = []

  private static let countLimit = 500
  private static let bytesLimit = 4 << 20

  /// Reads what of a file can be used.
  init(_ path: String?) {
    guard let path, let bytes = try? WholeFile.read(path, atMost: Self.bytesLimit) else { return }
    for line in bytes.split(separator: 0x0A) {
      guard case .object(let fields)? = try? JSONValue.parse(Array(line)),
        let entry = Self.entry(fields)
      else { continue }
      entries.append(entry)
    }
  }

  /// The sum of the model at a path as it is now; nil where it is not known.
  func sum(_ path: String) -> String? {
    guard let stamp = ModelFiles(path).stamp else { return nil }
    return entries.last { $0.stamp == stamp && $0.path.utf8.elementsEqual(path.utf8) }?.sum
  }

  mutating func add(_ path: String, _ stamp: FileStamp, _ sum: String) {
    entries.removeAll { $0.path.utf8.elementsEqual(path.utf8) }
    entries.append(Entry(path: path, stamp: stamp, sum: sum))
    if entries.count > Self.countLimit { entries.removeFirst() }
  }

  /// Replaces the file; that it cannot be written costs time and nothing else.
  func write(to path: String) {
    let lines = entries.map { entry in
      JSONValue.object([
        JSONField("path", .string(entry.path)), JSONField("bytes", .integer(entry.stamp.bytes)),
        JSONField("modified", .integer(entry.stamp.modified)),
        JSONField("inode", JSONValue(entry.stamp.inode)), JSONField("sha256", .string(entry.sum)),
      ]).write() + "\n"
    }
    try? WholeFile.write(lines.joined(), to: path)
  }

  private static func entry(_ fields: [JSONField]) -> Entry? {
    func value(_ key: String) -> JSONValue? { fields.first { $0.key == key }?.value }
    guard case .string(let path)? = value("path"), case .string(let sum)? = value("sha256"),
      sum.utf8.count == 64, sum.utf8.allSatisfy({ 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }),
      case .integer(let bytes)? = value("bytes"), case .integer(let modified)? = value("modified")
    else { return nil }
    let inode: UInt64? =
      switch value("inode") {
      case .integer(let number)?: UInt64(exactly: number)
      case .unsigned(let number)?: number
      default: nil
      }
    guard let inode else { return nil }
    let stamp = FileStamp(inode: inode, bytes: bytes, modified: modified)
    return Entry(path: path, stamp: stamp, sum: sum)
  }
}
