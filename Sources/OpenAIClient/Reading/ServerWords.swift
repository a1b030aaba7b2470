import JSON

/// What a server says of a failure, as it says it: to be cleaned before anybody sees it.
struct ServerWords: Equatable {
  var message: String
  /// Its own name for what it is: "insufficient_quota".
  var code: String?
  /// It is out of money, and waiting does not help.
  var isOfQuota: Bool { code.hasBytes(of: "insufficient_quota") }

  /// Everything it said, in which fields' names may stand.
  var whole: String

  init(message: String, code: String? = nil, whole: String? = nil) {
    self.message = message
    self.code = code
    self.whole = whole ?? message
  }

  /// Of an answer that should have been something else. Nil where no failure is in it.
  init?(failureIn value: JSONValue) {
    if let error = value.field("error") {
      guard let words = Self.words(error) else { return nil }
      self = words
    } else if value.field("object")?.string == "error" {
      guard let words = Self.words(value) else { return nil }
      self = words
    } else {
      return nil
    }
  }

  /// The body of an answer whose status is a failure, whatever it is.
  init(body: [UInt8]) {
    let text = String(decoding: body, as: UTF8.self)
    guard let value = try? JSONValue.parse(body) else {
      // A page says nothing in its first 300 letters.
      self.init(message: Self.isMarkup(body) ? "" : text, whole: text)
      return
    }
    let one = value.elements?.first ?? value
    let words =
      ServerWords(failureIn: one) ?? Self.words(one)
      ?? one.field("detail").flatMap(Self.words) ?? ServerWords(message: text)
    self = words
    whole = text
  }

  static func isMarkup(_ body: [UInt8]) -> Bool {
    body.first { $0 > 0x20 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF } == UInt8(ascii: "<")
  }

  private static func words(_ value: JSONValue) -> ServerWords? {
    switch value {
    case .string(let text): return text.isEmpty ? nil : ServerWords(message: text)
    case .bool(false), .null: return nil
    case .array(let elements):
      return elements.first.flatMap { element in
        // Deeper than that nobody says it.
        if case .array = element { return nil }
        return words(element)
      }
    case .object:
      let message =
        value.field("message")?.string ?? value.field("msg")?.string
        ?? value.field("detail")?.string ?? value.field("error")?.string
      let code = value.field("code")?.string ?? value.field("type")?.string
      guard let message = message ?? code else { return nil }
      return ServerWords(message: message, code: code, whole: value.write())
    default: return ServerWords(message: value.write())
    }
  }
}
