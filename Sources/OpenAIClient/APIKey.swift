/// What a server is told to say who asks; never part of a description, a log or an error.
public struct APIKey: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
  public let secret: String

  /// - Returns: nil for what can't be a header's value.
  public init?(_ text: String) {
    guard !text.isEmpty, text.utf8.count <= 8192, text.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
      return nil
    }
    secret = text
  }

  public var description: String { "(a key)" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
