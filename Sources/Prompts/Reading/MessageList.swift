import GenerationAPI
import JSON

extension PromptTemplate {
  /// A prompt of a list of messages, as OpenAI's API takes it: `[{"role": …, "content": …}]`, or the
  /// same under `messages`. What a leading system message says is the system, pairs of user and
  /// assistant are examples, and the last message is the user's.
  public init(name: String, messageList text: String) throws(PromptError) {
    var messages = try Self.messages(text)
    var system: String?
    if messages.first?.role == .system { system = messages.removeFirst().content }
    guard let last = messages.popLast(), last.role == .user else {
      throw .malformed("the last message must be the user's")
    }
    var examples: [PromptExample] = []
    for start in stride(from: 0, to: messages.count, by: 2) {
      guard start + 1 < messages.count, messages[start].role == .user,
        messages[start + 1].role == .assistant
      else {
        throw .malformed("before the last message, user and assistant must take turns")
      }
      examples.append(
        PromptExample(["input": messages[start].content], output: messages[start + 1].content))
    }
    if examples.isEmpty {
      self.init(name: name, system: system, user: last.content)
    } else {
      // What an example's user says is all its own: nothing but a value.
      self.init(name: name, system: system, user: "{{input}}", examples: examples)
      variables = variables.map {
        $0.name == "input" ? PromptVariable("input", default: last.content) : $0
      }
    }
  }

  private static func messages(_ text: String) throws(PromptError) -> [ChatMessage] {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue.parse(Array(text.utf8))
    } catch {
      throw .malformed("\(error)")
    }
    var list = value
    if case .object = value { list = try Fields(value, "the file")["messages"] ?? .null }
    guard case .array(let values) = list, !values.isEmpty else {
      throw .malformed("a list of messages is wanted, or an object with messages")
    }
    var messages: [ChatMessage] = []
    for (index, value) in values.enumerated() {
      let what = "message \(index + 1)"
      let fields = try Fields(value, what)
      let role: ChatMessage.Role
      switch try fields.text("role") {
      case "system", "developer": role = .system
      case "user": role = .user
      case "assistant": role = .assistant
      case let other:
        throw .malformed(
          "\(what) has the role \(other.short); only system, user and assistant are taken")
      }
      messages.append(ChatMessage(role, try content(fields["content"], what)))
    }
    return messages
  }

  /// A text, or a list of parts that are texts.
  private static func content(_ value: JSONValue?, _ what: String) throws(PromptError) -> String {
    switch value {
    case .string(let text): return text
    case .array(let parts):
      var text = ""
      for part in parts {
        let fields = try Fields(part, "a part of \(what)")
        guard try fields.text("type") == "text" else {
          throw .malformed("\(what) has a part that is no text")
        }
        text += try fields.text("text")
      }
      return text
    default: throw .malformed("\(what) has no text as its content")
    }
  }
}
