/// One message of a conversation.
public struct ChatMessage: Sendable, Equatable {
  /// Who speaks, by the name chat templates know.
  public enum Role: String, Sendable, Codable {
    case system, user, assistant
  }

  public var role: Role
  public var content: String

  public init(_ role: Role, _ content: String) {
    self.role = role
    self.content = content
  }
}
