import JSON

/// Why a line is no event of a session.
public enum SessionLineError: Error, Sendable, Equatable, CustomStringConvertible {
  case json(JSONError)
  /// JSON, but not an object with a `type`.
  case notAnEvent
  /// A field that the event cannot do without is missing, of another type, or out of range.
  case badField(String, type: String)

  public var description: String {
    switch self {
    case .json(let error): error.description
    case .notAnEvent: "not an object with a type"
    case .badField(let name, let type): "\"\(type)\" without a usable \"\(name)\""
    }
  }
}
