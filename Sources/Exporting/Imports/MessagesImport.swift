import GenerationAPI
import JSON

/// Conversations as OpenAI messages made into sessions.
struct MessagesImport {
  private var builder: SessionBuilder
  private var question: String?
  private var systems: [String] = []
  private var remarks: Set<Remark> = []

  enum Remark: Int, CaseIterable {
    case role, part, laterSystem, noQuestion, empty

    var sentence: String {
      switch self {
      case .role: "messages of tools and unknown roles were put into the prompts as text"
      case .part: "parts of messages that are no text, such as pictures, were left out"
      case .laterSystem:
        "system messages within a conversation were put behind the one at its beginning"
      case .noQuestion: "answers to nothing were given an empty prompt"
      case .empty: "entries without messages were left out"
      }
    }
  }

  static func sessions(
    _ values: [JSONValue], now: Double, app: String
  ) throws(ImportError) -> ImportedSessions {
    var sessions: [ImportedSession] = []
    var remarks: Set<Remark> = []
    for value in conversations(values) {
      if sessions.count == ImportedFile.conversationLimit {
        throw .tooManyConversations(limit: ImportedFile.conversationLimit)
      }
      let (messages, model, created) = taken(apart: value)
      if messages.isEmpty {
        remarks.insert(.empty)
        continue
      }
      if messages.count > ImportedFile.messageLimit {
        throw .tooManyMessages(limit: ImportedFile.messageLimit)
      }
      var conversation = MessagesImport(
        messages, title: value["metadata"]?["title"]?.text, model: model, created: created ?? now)
      for (index, message) in messages.enumerated() {
        guard conversation.add(message) else {
          throw .notAMessage(conversation: sessions.count + 1, message: index + 1)
        }
      }
      conversation.end()
      remarks.formUnion(conversation.remarks)
      sessions.append(conversation.builder.session(app: app))
    }
    if sessions.isEmpty { throw .notConversations }
    return ImportedSessions(
      sessions: sessions,
      remarks: Remark.allCases.filter(remarks.contains).map(\.sentence))
  }

  /// A value each: an array of messages, or an object with `messages`.
  private static func conversations(_ values: [JSONValue]) -> [JSONValue] {
    // Lines that are messages are one conversation together.
    if values.allSatisfy({ $0["role"] != nil }) { return [.array(values)] }
    guard values.count == 1, case .array(let elements)? = values.first else { return values }
    return elements.allSatisfy { $0["role"] == nil } ? elements : values
  }

  private static func taken(
    apart value: JSONValue
  ) -> (messages: [JSONValue], model: String?, created: Double?) {
    if case .array(let messages) = value { return (messages, nil, nil) }
    guard case .array(let messages)? = value["messages"] else { return ([], nil, nil) }
    let created: Double? =
      switch value["created"] ?? value["metadata"]?["created"] {
      case .string(let text): WallTime.seconds(text)
      case .integer(let seconds): Double(seconds)
      case .number(let seconds): seconds
      default: nil
      }
    let model = value["metadata"]?["name"]?.text ?? value["model"]?.text
    return (messages, model, created.flatMap { WallTime.text($0) == nil ? nil : $0 })
  }

  private init(_ messages: [JSONValue], title: String?, model: String?, created: Double) {
    let first = messages.first { $0["role"]?.text == "user" }
    let asked = first.map { Self.text($0["content"]).text.beginning }
    builder = SessionBuilder(created: created, title: title ?? asked)
    builder.use(model)
  }

  /// False where it is no message.
  private mutating func add(_ message: JSONValue) -> Bool {
    guard let role = message["role"]?.text else { return false }
    var (text, hasOthers) = Self.text(message["content"])
    if hasOthers { remarks.insert(.part) }
    switch role.isASCII ? role : "unknown" {
    case "system", "developer":
      if question != nil || !systems.isEmpty { remarks.insert(.laterSystem) }
      systems.append(text)
      builder.set("system", .string(systems.joined(separator: "\n\n")))
    case "user": ask(text)
    case "assistant":
      if let calls = message["tool_calls"], calls != .null {
        text += (text.isEmpty ? "" : "\n\n") + calls.write()
      }
      answer(text)
    default:
      remarks.insert(.role)
      ask("\(role): \(text)")
    }
    return true
  }

  private mutating func ask(_ text: String) {
    question = question.map { $0 + "\n\n" + text } ?? text
  }

  private mutating func answer(_ text: String) {
    if question == nil { remarks.insert(.noQuestion) }
    builder.ask(question ?? "")
    builder.answer(text)
    question = nil
  }

  /// A question that nobody answered.
  private mutating func end() {
    guard let question else { return }
    builder.ask(question)
    builder.answer("", reason: .cut)
  }

  /// The text of a message's content, and whether there was more than text.
  static func text(_ content: JSONValue?) -> (text: String, hasOthers: Bool) {
    switch content {
    case nil, .null: return ("", false)
    case .string(let text): return (text, false)
    case .array(let parts):
      let texts = parts.compactMap { $0.text ?? $0["text"]?.text }
      return (texts.joined(separator: "\n"), texts.count < parts.count)
    case .some(let other): return (other.write(), false)
    }
  }
}
