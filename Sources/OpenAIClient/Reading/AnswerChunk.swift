import JSON

/// What one event of an answer's stream says, or a whole answer at once.
struct AnswerChunk: Equatable {
  struct Part: Equatable {
    var isReasoning = false
    var text: String
  }

  /// A token with its log-probability.
  struct Entry: Equatable {
    var id: Int?
    var text: String
    var logprob: Float?
  }

  var parts: [Part] = []
  var entries: [Entry] = []
  var finish: String?
  var counts = ServerCounts()
  /// Prompt tokens that were read, of how many.
  var progress: Progress?
  /// Names of tools that the model wants to be called.
  var tools: [String] = []
  /// What the server says went wrong; raw.
  var failure: ServerWords?

  struct Progress: Equatable {
    var done: Int
    var total: Int
  }

  init() {}

  init(_ value: JSONValue) {
    counts = ServerCounts(value)
    failure = ServerWords(failureIn: value)
    if let progress = value.field("prompt_progress"), let total = progress.field("total")?.count,
      let done = progress.field("processed")?.count
    {
      self.progress = Progress(done: min(done, total), total: total)
    }
    let choices = value.field("choices")?.elements ?? []
    // One answer was asked for.
    guard let choice = choices.first(where: { ($0.field("index")?.count ?? 0) == 0 }) else {
      return
    }
    finish = choice.field("finish_reason")?.string.map { $0.utf8.count <= 32 ? $0 : "other" }
    failure = failure ?? ServerWords(failureIn: choice)
    if let message = choice.field("delta") ?? choice.field("message") {
      read(message)
    } else {
      add(choice.field("text"), isReasoning: false)
    }
    if let logprobs = choice.field("logprobs") { entries = Self.entries(logprobs) }
  }

  private mutating func read(_ message: JSONValue) {
    add(message.field("reasoning_content") ?? message.field("reasoning"), isReasoning: true)
    add(message.field("content"), isReasoning: false)
    add(message.field("refusal"), isReasoning: false)
    for call in message.field("tool_calls")?.elements ?? [] {
      if let name = call.field("function")?.field("name")?.string { tools.append(name) }
    }
    if let name = message.field("function_call")?.field("name")?.string { tools.append(name) }
  }

  /// Text, or parts of which some are text.
  private mutating func add(_ value: JSONValue?, isReasoning: Bool) {
    switch value {
    case .string(let text):
      if !text.isEmpty { parts.append(Part(isReasoning: isReasoning, text: text)) }
    case .array(let elements):
      for element in elements {
        if case .string = element {
          add(element, isReasoning: isReasoning)
        } else if let inner = element.field("thinking") {
          // Parts may have parts of their own, but not for ever.
          let texts = inner.elements?.compactMap { $0.field("text")?.string } ?? []
          add(.string(inner.string ?? texts.joined()), isReasoning: true)
        } else if let text = element.field("text") ?? element.field("refusal"),
          case .string = text
        {
          add(text, isReasoning: isReasoning)
        }
      }
    default: break
    }
  }

  /// As chats have them, or as plain completions of OpenAI's have.
  private static func entries(_ value: JSONValue) -> [Entry] {
    if let content = value.field("content")?.elements {
      return content.compactMap { one in
        one.field("token")?.string.map { text in
          Entry(
            id: one.field("id")?.count.flatMap { $0 < 1 << 31 ? $0 : nil }, text: text,
            logprob: logprob(one.field("logprob")))
        }
      }
    }
    let texts = value.field("tokens")?.elements ?? []
    let logprobs = value.field("token_logprobs")?.elements ?? []
    return texts.enumerated().compactMap { index, text in
      text.string.map {
        Entry(id: nil, text: $0, logprob: logprob(index < logprobs.count ? logprobs[index] : nil))
      }
    }
  }

  private static func logprob(_ value: JSONValue?) -> Float? {
    value?.double.flatMap { $0 <= 0 && $0 > -1e30 ? Float($0) : nil }
  }
}
