import JSON

/// What is known of the file of which a part is here, so that the rest can be asked for.
struct PartNote: Equatable {
  var address: String
  var tag: String?
  var modified: String?
  var total: Int?
  var sha256: String?

  /// What tells the server which file the part is of; nil where nothing does.
  var condition: String? { tag ?? modified }

  /// Whether nothing says that the server has another file by now. A date alone tells only where there
  /// are no tags: one file's differs from server to server.
  func isOfSameFile(as other: PartNote) -> Bool {
    if let tag, let its = other.tag { return tag == its }
    guard let modified, let its = other.modified else { return true }
    return modified == its
  }

  var json: [UInt8] {
    func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
    var bytes: [UInt8] = []
    JSONValue.object([
      JSONField("address", .string(address)), JSONField("etag", text(tag)),
      JSONField("modified", text(modified)),
      JSONField("total", total.map(JSONValue.integer) ?? .null),
      JSONField("sha256", text(sha256)),
    ]).write(into: &bytes)
    return bytes
  }

  init(address: String) { self.address = address }

  /// Nil for what can't have been written here.
  init?(json: [UInt8]) {
    guard let value = try? JSONValue.parse(json), case .object(let fields) = value else {
      return nil
    }
    func field(_ key: String) -> JSONValue? { fields.first { $0.key == key }?.value }
    func text(_ key: String) -> String? {
      guard case .string(let text) = field(key), text.utf8.count <= 4096,
        text.utf8.allSatisfy({ 0x20...0x7E ~= $0 })
      else { return nil }
      return text
    }
    guard let address = text("address") else { return nil }
    self.address = address
    tag = text("etag")
    modified = text("modified")
    if case .integer(let total) = field("total"), total >= 0 { self.total = total }
    sha256 = text("sha256").flatMap { SHA256Sum.isOne($0) ? $0 : nil }
  }
}
