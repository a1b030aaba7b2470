import GenerationAPI
import JSON

/// Conversations as OpenAI's protocol writes them: `[{"role": "user", "content": "…"}]`.
extension [ChatMessage] {
  public var json: JSONValue {
    .array(
      map {
        .object([
          JSONField("role", .string($0.role.rawValue)), JSONField("content", .string($0.content)),
        ])
      })
  }

  /// Nil for a text that is no such list, or an empty one.
  public init?(json text: String) {
    guard text.utf8.first == UInt8(ascii: "["),
      let value = try? JSONValue.parse([UInt8](text.utf8)),
      case .array(let values) = value, !values.isEmpty
    else { return nil }
    self = values.compactMap(ChatMessage.init)
    if count < values.count { return nil }
  }
}

extension ChatMessage {
  fileprivate init?(_ value: JSONValue) {
    guard case .object(let fields) = value,
      case .string(let name) = fields.first(where: { $0.key.hasBytes(of: "role") })?.value,
      let role = Role(rawValue: name),
      case .string(let content) = fields.first(where: { $0.key.hasBytes(of: "content") })?.value
    else { return nil }
    self.init(role, content)
  }
}
