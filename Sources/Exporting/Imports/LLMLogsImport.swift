import GenerationAPI
import JSON

/// What `llm logs --json` prints made into sessions: one for each conversation.
enum LLMLogsImport {
  private struct Response {
    var value: JSONValue
    /// Seconds since 1970.
    var time: Double?

    func text(_ name: String) -> String? { value[name]?.text }
  }

  static func sessions(
    _ values: [JSONValue], now: Double, app: String
  ) throws(ImportError) -> ImportedSessions {
    var entries = values
    if values.count == 1, case .array(let elements) = values[0] { entries = elements }
    // By their bytes: hashing hostile texts as Swift does takes long.
    var order: [[UInt8]] = []
    var conversations: [[UInt8]: [Response]] = [:]
    for (index, value) in entries.enumerated() {
      guard value["prompt"] != nil || value["response"] != nil else {
        throw .notAResponse(number: index + 1)
      }
      // One without a name is a conversation of its own.
      let id = Array((value["conversation_id"]?.text ?? "\u{0}\(index)").utf8)
      if conversations[id] == nil { order.append(id) }
      let time = value["datetime_utc"]?.text.flatMap(WallTime.seconds)
      conversations[id, default: []].append(Response(value: value, time: time))
      if order.count > ImportedFile.conversationLimit {
        throw .tooManyConversations(limit: ImportedFile.conversationLimit)
      }
      if conversations[id]?.count ?? 0 > ImportedFile.messageLimit {
        throw .tooManyMessages(limit: ImportedFile.messageLimit)
      }
    }
    if order.isEmpty { throw .notConversations }
    var hasFragments = false
    let sessions = order.compactMap { conversations[$0] }.map { responses in
      hasFragments = hasFragments || responses.contains { hasParts($0.value) }
      return session(responses, now: now).session(app: app)
    }
    return ImportedSessions(
      sessions: sessions,
      remarks: hasFragments
        ? ["fragments, attachments and tools of prompts were left out; their texts are kept"] : [])
  }

  private static func hasParts(_ value: JSONValue) -> Bool {
    ["prompt_fragments", "system_fragments", "attachments", "tool_calls", "tool_results"].contains {
      if case .array(let parts)? = value[$0] { !parts.isEmpty } else { false }
    }
  }

  private static func session(_ responses: [Response], now: Double) -> SessionBuilder {
    // In order of time, where all say it; they stay in their order where times are the same.
    var responses = responses
    if responses.allSatisfy({ $0.time != nil }) {
      responses = responses.enumerated().sorted {
        ($0.element.time ?? 0, $0.offset) < ($1.element.time ?? 0, $1.offset)
      }.map(\.element)
    }
    let first = responses.first
    let title = first?.text("conversation_name") ?? first?.text("prompt")?.beginning
    var builder = SessionBuilder(
      created: first?.time.flatMap { WallTime.text($0) == nil ? nil : $0 } ?? now,
      title: title?.beginning)
    for response in responses {
      builder.use(response.text("model"))
      if let system = response.text("system"), !system.isEmpty {
        builder.set("system", .string(system))
      }
      set(options(response.value["options_json"] ?? response.value["options"]), &builder)
      builder.ask(response.text("prompt") ?? "", at: response.time)
      var metrics = GenerateMetrics()
      metrics.promptTokens = count(response.value["input_tokens"])
      metrics.tokens = count(response.value["output_tokens"])
      builder.answer(
        response.text("response") ?? "",
        after: number(response.value["duration_ms"]).map { $0 / 1000 }, metrics)
    }
    return builder
  }

  /// Settings that have the same meaning here, under the names they have here.
  private static func set(_ options: JSONValue?, _ builder: inout SessionBuilder) {
    let names = [
      "temperature": "temp", "top_p": "top_p", "top_k": "top_k", "min_p": "min_p",
      "max_tokens": "predict", "num_predict": "predict", "seed": "seed", "stop": "stop",
    ]
    for field in options?.fields ?? [] {
      guard field.key.isASCII, let name = names[field.key], field.value != .null else { continue }
      let isText = name == "stop" && field.value.text != nil
      builder.set(name, isText ? .array([field.value]) : field.value)
    }
  }

  /// An object, or a text that holds one.
  private static func options(_ value: JSONValue?) -> JSONValue? {
    guard case .string(let text)? = value else { return value }
    return try? JSONValue.parse(Array(text.utf8))
  }

  private static func count(_ value: JSONValue?) -> Int {
    guard case .integer(let count)? = value, count >= 0 else { return 0 }
    return count
  }

  private static func number(_ value: JSONValue?) -> Double? {
    switch value {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }
}
