import GenerationAPI
import JSON

/// The JSON of a request, and what may be left out of it where a server does not know it.
struct RequestBody {
  let endpoint: Endpoint
  let model: String
  let request: GenerateRequest
  /// The most tokens; nil for as many as the server likes.
  let most: Int?
  /// Fields that the server has refused.
  var corrections = Corrections()

  struct Corrections: Equatable {
    var omitted: [String] = []
    /// The bound's field, where the server has another one than the endpoint says.
    var lengthField: String?
  }

  /// Stop texts that servers of OpenAI's protocol take.
  static let mostStops = 4

  private static let optional = [
    "stream_options", "top_logprobs", "logprobs", "seed", "top_k", "min_p", "repeat_last_n",
    "repeat_penalty", "repetition_penalty", "return_progress", "timings_per_token",
  ]

  /// What else is left out where a model takes no other value than its own, and is then told: fields,
  /// and what they are called here.
  private static let ownValues = [("temperature", "temp"), ("top_p", "top-p")]

  /// "temp and top-p are not taken by this model, which has its own"; nil where all was taken.
  var remark: String? {
    let names = Self.ownValues.filter { corrections.omitted.contains($0.0) }.map(\.1)
    guard !names.isEmpty else { return nil }
    return names.joined(separator: " and ")
      + " \(names.count == 1 ? "is" : "are") not taken by this model, which has its own"
  }

  var path: String {
    if case .messages = request.prompt { return "/chat/completions" }
    return "/completions"
  }

  func bytes() -> [UInt8] {
    var bytes: [UInt8] = []
    JSONValue.object(fields().filter { !corrections.omitted.contains($0.key) }).write(into: &bytes)
    return bytes
  }

  private func fields() -> [JSONField] {
    // Where a server takes the last of several, these are the last.
    var fields = endpoint.body + [JSONField("model", .string(model)), prompt]
    func add(_ key: String, _ value: JSONValue) { fields.append(JSONField(key, value)) }
    let parameters = request.parameters
    add("stream", .bool(true))
    add("stream_options", .object([JSONField("include_usage", .bool(true))]))
    if let most { add(corrections.lengthField ?? endpoint.lengthField, .integer(most)) }
    add("temperature", JSONValue(parameters.temperature))
    add("top_p", JSONValue(parameters.topP))
    // Servers keep a seed in 32 or 64 bits, with or without a sign.
    add("seed", .integer(Int(parameters.seed & 0x7FFF_FFFF)))
    if !parameters.stop.isEmpty { add("stop", .array(parameters.stop.map(JSONValue.string))) }
    if endpoint.asksLogprobs {
      if case .messages = request.prompt {
        add("logprobs", .bool(true))
        add("top_logprobs", .integer(1))
      } else {
        add("logprobs", .integer(1))
      }
    }
    guard endpoint.takesMoreSamplers else { return fields }
    add("top_k", .integer(parameters.topK))
    add("min_p", JSONValue(parameters.minP))
    if parameters.repeatPenalty != 1 {
      add("repeat_penalty", JSONValue(parameters.repeatPenalty))
      add("repeat_last_n", .integer(parameters.repeatLastN))
      // The same in the words of vLLM and others, which look at the whole context.
      add("repetition_penalty", JSONValue(parameters.repeatPenalty))
    }
    add("return_progress", .bool(true))
    // So that a stream that is cut has its counts, too.
    add("timings_per_token", .bool(true))
    return fields
  }

  private var prompt: JSONField {
    switch request.prompt {
    case .text(let text): return JSONField("prompt", .string(text))
    case .messages(let messages):
      let values = messages.map { message in
        JSONValue.object([
          JSONField("role", .string(message.role.rawValue)),
          JSONField("content", .string(message.content)),
        ])
      }
      return JSONField("messages", .array(values))
    }
  }

  /// Leaves out what a refusal names, or calls it as it says.
  ///
  /// - Returns: whether there was such a thing.
  mutating func correct(by words: ServerWords) -> Bool {
    let said = Array(words.whole.utf8.prefix(1 << 14))
    let other =
      endpoint.lengthField == "max_tokens" ? "max_completion_tokens" : "max_tokens"
    if most != nil, corrections.lengthField == nil, Self.names(endpoint.lengthField, in: said),
      Self.names(other, in: said)
    {
      corrections.lengthField = other
      return true
    }
    let sent = fields().map(\.key)
    // "Unsupported parameter", "does not support 0.8"; a value out of bounds is to be put right.
    let isUnsupported = words.whole.lowercased().contains("support")
    let candidates = Self.optional + (isUnsupported ? Self.ownValues.map(\.0) : [])
    guard
      let field = candidates.first(where: {
        sent.contains($0) && !corrections.omitted.contains($0) && Self.names($0, in: said)
      })
    else { return false }
    corrections.omitted.append(field)
    // Neither makes sense without the other.
    if field == "logprobs" { corrections.omitted.append("top_logprobs") }
    return true
  }

  /// Whether it stands there as a word.
  private static func names(_ field: String, in hay: [UInt8]) -> Bool {
    let needle = Array(field.utf8)
    func isLetter(_ index: Int) -> Bool {
      guard hay.indices.contains(index) else { return false }
      let byte = hay[index]
      return 0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte || byte == 0x5F
    }
    guard hay.count >= needle.count else { return false }
    return (0...(hay.count - needle.count)).contains { start in
      hay[start] == needle[0] && hay[start...].starts(with: needle) && !isLetter(start - 1)
        && !isLetter(start + needle.count)
    }
  }
}
