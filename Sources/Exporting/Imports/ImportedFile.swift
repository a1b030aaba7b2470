import JSON

/// Takes a file of conversations apart, whatever of the known forms it has.
public enum ImportedFile {
  static let conversationLimit = 10_000
  static let messageLimit = 100_000

  /// - Parameters:
  ///   - format: nil to go by what is in it.
  ///   - now: seconds since 1970, for conversations that say no time.
  ///   - app: who makes sessions of them.
  public static func sessions(
    _ bytes: [UInt8], format: ImportFormat? = nil, now: Double, app: String
  ) throws(ImportError) -> ImportedSessions {
    let values = try values(bytes)
    switch format ?? Self.format(of: values) {
    case .messages: return try MessagesImport.sessions(values, now: now, app: app)
    case .llm: return try LLMLogsImport.sessions(values, now: now, app: app)
    case nil: throw .notConversations
    }
  }

  /// The values of a JSON text, or of JSON Lines.
  private static func values(_ bytes: [UInt8]) throws(ImportError) -> [JSONValue] {
    var bytes = bytes[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    guard bytes.contains(where: { $0 > 0x20 }) else { throw .empty }
    let whole: JSONError
    do throws(JSONError) {
      return [try JSONValue.parse(Array(bytes))]
    } catch {
      whole = error
    }
    // One value behind another: a line each.
    guard whole.reason == .trailingBytes else { throw .notJSON(line: nil, whole) }
    var values: [JSONValue] = []
    for (number, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      .enumerated()
    where line.contains(where: { $0 > 0x20 }) {
      if values.count == conversationLimit {
        throw .tooManyConversations(limit: conversationLimit)
      }
      do throws(JSONError) {
        values.append(try JSONValue.parse(Array(line)))
      } catch {
        throw .notJSON(line: number + 1, error)
      }
    }
    return values
  }

  private static func format(of values: [JSONValue]) -> ImportFormat? {
    var first = values.first
    if case .array(let elements) = first { first = elements.first }
    if case .array = first { return .messages }
    if first?["messages"] != nil || first?["role"] != nil { return .messages }
    return first?["response"] != nil || first?["prompt"] != nil ? .llm : nil
  }
}
