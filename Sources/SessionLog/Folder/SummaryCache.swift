import JSON

/// Summaries of the sessions in a folder, kept in a file, so that a list of many need not look into
/// each again.
///
/// The file is nobody's only copy of anything: what in it is damaged is left out, and a summary
/// counts only as long as its file's inode, length and time are what they were.
struct SummaryCache {
  /// By the name of the session's file.
  var summaries: [String: ScannedSummary] = [:]

  static let bytesLimit = 64 << 20
  static let countLimit = 50_000
  private static let version = 1

  init() {}

  /// Reads what of a cache can be used; all that is in it goes with the files of `folder`.
  init(_ path: String, folder: String) {
    guard let bytes = try? WholeFile.read(path, atMost: Self.bytesLimit) else { return }
    let lines = bytes.split(separator: 0x0A)
    guard let first = lines.first, case .object(let head)? = try? JSONValue.parse(Array(first)),
      Entry(head).count("summaries") == Self.version
    else { return }
    for line in lines.dropFirst().prefix(Self.countLimit) {
      guard case .object(let fields)? = try? JSONValue.parse(Array(line)) else { continue }
      let entry = Entry(fields)
      guard let file = entry.string("file"), let name = SessionName(path: file),
        name.fileName.utf8.elementsEqual(file.utf8),
        let scanned = entry.scanned(name, folder: folder)
      else { continue }
      summaries[file] = scanned
    }
  }

  /// Replaces the file; that it cannot be written costs time and nothing else.
  func write(to path: String) {
    var bytes = Array(#"{"summaries":\#(Self.version)}"#.utf8)
    bytes.append(0x0A)
    for (file, scanned) in summaries where scanned.summary.problem == nil {
      Self.json(file, scanned).write(into: &bytes)
      bytes.append(0x0A)
    }
    try? WholeFile.write(String(decoding: bytes, as: UTF8.self), to: path)
  }

  private static func json(_ file: String, _ scanned: ScannedSummary) -> JSONValue {
    let summary = scanned.summary
    var writer = FieldWriter()
    writer.add("file", file)
    writer.add("inode", JSONValue(scanned.stamp.inode))
    writer.add("bytes", scanned.stamp.bytes)
    writer.add("modified", scanned.stamp.modified)
    writer.add("length", scanned.length)
    writer.add("check", JSONValue(scanned.check))
    writer.add("title", summary.title)
    writer.add("created", summary.created)
    writer.add("turns", summary.turns)
    writer.add("panes", .array(summary.panes.map(JSONValue.string)))
    writer.add("models", .array(summary.models.map(JSONValue.string)))
    writer.add("first", summary.firstPrompt)
    writer.add("star", .bool(summary.star))
    writer.add("tags", .array(summary.tags.map(JSONValue.string)))
    writer.add("notes", summary.notes)
    writer.add("seconds", .number(summary.seconds))
    return .object(writer.fields)
  }
}

/// A line of the cache.
private struct Entry {
  private let fields: [String: JSONValue]

  init(_ fields: [JSONField]) {
    // Names of ours are short; others are none of ours.
    self.fields = Dictionary(
      fields.filter { $0.key.utf8.count < 20 }.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
  }

  func string(_ key: String) -> String? { fields[key]?.asString }

  func count(_ key: String) -> Int? {
    fields[key]?.asInteger.flatMap { $0 >= 0 ? $0 : nil }
  }

  private func unsigned(_ key: String) -> UInt64? {
    switch fields[key] {
    case .integer(let value): UInt64(exactly: value)
    case .unsigned(let value): value
    default: nil
    }
  }

  private func strings(_ key: String) -> [String]? {
    guard case .array(let values)? = fields[key] else { return nil }
    return values.compactMap(\.asString)
  }

  func scanned(_ name: SessionName, folder: String) -> ScannedSummary? {
    guard let inode = unsigned("inode"), let bytes = count("bytes"),
      let modified = fields["modified"]?.asInteger, let length = count("length"),
      let check = unsigned("check"), let turns = count("turns"), let panes = strings("panes"),
      let models = strings("models"), let tags = strings("tags"),
      let seconds = fields["seconds"]?.asNumber, seconds.isFinite, seconds >= 0,
      case .bool(let star)? = fields["star"]
    else { return nil }
    var summary = SessionSummary(id: name.id, path: folder + "/" + name.fileName)
    summary.title = string("title")
    summary.created = string("created")
    summary.turns = turns
    summary.panes = panes
    summary.models = models
    summary.firstPrompt = string("first")
    summary.star = star
    summary.tags = tags
    summary.notes = string("notes")
    summary.seconds = seconds
    let stamp = FileStamp(inode: inode, bytes: bytes, modified: modified)
    return ScannedSummary(summary: summary, stamp: stamp, length: length, check: check)
  }
}
