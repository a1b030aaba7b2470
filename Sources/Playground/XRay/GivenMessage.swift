import JSON

/// A message that a server was given.
struct GivenMessage: Equatable {
  var role: String
  var content: String

  /// What a chat was given as JSON: `[{"role": "user", "content": "..."}]`, or an object with those
  /// as its `messages`; nil for what is none.
  static func messages(_ text: String) -> [GivenMessage]? {
    guard let first = text.utf8.first, first == UInt8(ascii: "[") || first == UInt8(ascii: "{"),
      let json = try? JSONValue.parse(Array(text.utf8))
    else { return nil }
    let values: [JSONValue]
    switch json {
    case .array(let items): values = items
    case .object(let fields):
      guard case .array(let items) = fields.first(where: { $0.key.hasBytes(of: "messages") })?.value
      else { return nil }
      values = items
    default: return nil
    }
    let messages = values.compactMap(GivenMessage.init)
    return messages.count == values.count && !messages.isEmpty ? messages : nil
  }

  private init?(_ json: JSONValue) {
    guard case .object(let fields) = json,
      case .string(let role) = fields.first(where: { $0.key.hasBytes(of: "role") })?.value,
      case .string(let content) = fields.first(where: { $0.key.hasBytes(of: "content") })?.value
    else { return nil }
    self.role = role
    self.content = content
  }
}
