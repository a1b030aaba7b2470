import GenerationAPI
import JSON

extension SessionEvent {
  /// Reads a line of a session file, with or without its newline.
  ///
  /// An event of an unknown type, action or reason becomes `.unknown`; unknown fields are kept.
  /// A missing `t` is 0, which the fold takes for "no time passed".
  public init(line: [UInt8]) throws(SessionLineError) {
    if let token = TokenLine.event(line) {
      self = token
      return
    }
    try self.init(any: line)
  }

  /// As any JSON.
  init(any line: [UInt8]) throws(SessionLineError) {
    let json: JSONValue
    do { json = try JSONValue.parse(line) } catch { throw .json(error) }
    guard case .object(let fields) = json else { throw .notAnEvent }
    var envelope = FieldReader(fields, type: "")
    guard let type = envelope.string("type") else { throw .notAnEvent }
    // One that is no number is not kept beside the 0 that is written for it.
    let t = envelope.take("t") { $0.asNumber ?? 0 } ?? 0
    var reader = FieldReader(envelope.rest, type: type)
    if let body = try Body(type, &reader) {
      self.init(t: t, body)
      unknownFields = reader.rest
    } else {
      self.init(t: t, .unknown(type: type, fields: envelope.rest))
    }
  }
}

extension SessionEvent.Body {
  /// Nil where this version does not know what the event is.
  fileprivate init?(_ type: String, _ reader: inout FieldReader) throws(SessionLineError) {
    guard type.isASCII else { return nil }
    switch type {
    case "session": self = .session(try SessionHeader(&reader))
    case "meta": self = .meta(try SessionMeta(&reader))
    case "pane":
      guard let event = try PaneEvent(&reader) else { return nil }
      self = .pane(event)
    case "load":
      self = .load(
        pane: try reader.neededPane(), done: try reader.neededCount("done"),
        total: try reader.neededCount("total"))
    case "fetch":
      self = .fetch(
        pane: try reader.neededPane(), done: try reader.neededCount("done"),
        total: try reader.neededCount("total"))
    case "settings":
      self = .settings(pane: try reader.neededPane(), settings: try SettingEntry.list(&reader))
    case "prompt": self = .prompt(try PromptEvent(&reader))
    case "show":
      self = .show(
        pane: try reader.neededPane(), turn: try reader.neededCount("turn"),
        variant: try reader.neededCount("variant"))
    case "mode":
      guard let mode = try reader.neededWord("run") as RunMode? else { return nil }
      self = .mode(mode)
    case "start": self = .start(try StartEvent(&reader))
    case "prefill":
      self = .prefill(
        pane: try reader.neededPane(), done: try reader.neededCount("done"),
        total: try reader.neededCount("total"))
    case "token": self = .token(pane: try reader.neededPane(), try GeneratedToken(&reader))
    case "wait":
      self = .wait(
        pane: try reader.neededPane(),
        RetryWait(
          seconds: reader.seconds("seconds"), attempt: reader.count("attempt") ?? 2,
          reason: reader.string("reason") ?? ""))
    case "limits":
      self = .limits(
        pane: try reader.neededPane(),
        RateLimits(
          requests: reader.object("requests") { RateLimits.Quota(&$0) },
          tokens: reader.object("tokens") { RateLimits.Quota(&$0) }))
    case "sample": self = .sample(try SampleEvent(&reader))
    case "done":
      guard let event = try DoneEvent(&reader) else { return nil }
      self = .done(event)
    case "paused": self = .paused(seconds: reader.seconds("paused_s"))
    case "resumed":
      self = .resumed(
        wall: reader.string("wall") ?? "", app: reader.string("app"),
        machine: reader.object("machine") { SessionHeader.Machine(&$0) })
    default: return nil
    }
  }
}

extension SessionHeader {
  /// Only the version must be there: a newer one may say the rest otherwise.
  fileprivate init(_ reader: inout FieldReader) throws(SessionLineError) {
    let version = try reader.neededCount("v")
    self.init(
      created: reader.string("created") ?? "", app: reader.string("app") ?? "",
      machine: reader.object("machine") { Machine(&$0) } ?? Machine())
    self.version = version
  }
}

extension SessionHeader.Machine {
  fileprivate init(_ reader: inout FieldReader) {
    self.init(
      cpu: reader.string("cpu") ?? "", cores: reader.count("cores") ?? 0,
      memory: reader.count("memory") ?? 0, kernels: reader.string("kernels") ?? "")
  }

  fileprivate init() { self.init(cpu: "", cores: 0, memory: 0, kernels: "") }
}

extension SessionMeta {
  fileprivate init(_ reader: inout FieldReader) throws(SessionLineError) {
    self.init(title: reader.string("title"))
    tags = reader.strings("tags")
    star = reader.bool("star")
    notes = reader.string("notes")
    let sums = try reader.entries("sha256") { field, _ -> (Int, String)? in
      guard let pane = Int(field.key), pane > 0, "\(pane)" == field.key else { return nil }
      return field.value.asString.map { (pane, $0) }
    }
    sha256 = sums.map { Dictionary($0) { _, last in last } }
  }
}

extension PaneEvent {
  fileprivate init?(_ reader: inout FieldReader) throws(SessionLineError) {
    let pane = try reader.neededPane()
    guard let action = try reader.neededWord("action") as Action? else { return nil }
    self.init(
      pane: pane, action: action, name: reader.string("name"),
      model: reader.object("model") { ModelFacts(&$0) }, contextSize: reader.count("ctx_size"),
      error: reader.string("error"), place: reader.count("place"), copies: reader.count("copies"))
  }
}

extension ModelFacts {
  fileprivate init(_ reader: inout FieldReader) {
    self.init(path: reader.string("path"), endpoint: reader.string("endpoint"))
    host = reader.string("host")
    body = reader.take("body", { $0.asObject }) ?? []
    prices = reader.object("prices") { TokenPrices(&$0) } ?? nil
    title = reader.string("title")
    architecture = reader.string("architecture")
    quantisation = reader.string("quantisation")
    parameters = reader.count("parameters")
    fileBytes = reader.count("file_bytes")
    weightBytes = reader.count("weight_bytes")
    weightsHeld = reader.string("weights_held")
    kvPerToken = reader.count("kv_per_token")
    contextLength = reader.count("context_length")
    sharesWeights = reader.bool("shares_weights")
    format = reader.string("format")
    loadSeconds = reader.number("load_s")
  }
}

extension SettingEntry {
  fileprivate static func list(_ reader: inout FieldReader) throws(SessionLineError) -> [Self] {
    let entries = try reader.entries("settings") { field, left -> SettingEntry? in
      guard let fields = field.value.asObject else { return nil }
      var entry = FieldReader(fields, type: "settings")
      guard let value = entry.take("value", { $0 }) else { return nil }
      let source = entry.string("source") ?? ""
      if !entry.rest.isEmpty { left.append(JSONField(field.key, .object(entry.rest))) }
      return SettingEntry(name: field.key, value: value, source: source)
    }
    return try reader.needed("settings", entries)
  }
}

extension PromptEvent {
  fileprivate init(_ reader: inout FieldReader) throws(SessionLineError) {
    let turn = try reader.neededCount("turn")
    let panes = reader.take("panes") { value -> [Int]? in
      guard case .array(let elements) = value else { return nil }
      let panes = elements.compactMap(\.asInteger)
      return panes.count == elements.count ? panes : nil
    }
    self.init(
      turn: turn, panes: try reader.needed("panes", panes), text: try reader.neededString("text"))
    guard let prompt = reader.take("prompt", { $0 }) else { return }
    let texts = try reader.entries("inputs") { field, _ in
      field.value.asString.map { (field.key, $0) }
    }
    question.use = PromptUse(
      prompt: prompt, shots: reader.count("shots") ?? 0,
      inputs: Dictionary(texts ?? []) { _, last in last })
  }
}

extension StartEvent {
  fileprivate init(_ reader: inout FieldReader) throws(SessionLineError) {
    let seed = reader.take("seed") { value -> UInt64? in
      if case .unsigned(let seed) = value { return seed }
      return value.asInteger.flatMap { UInt64(exactly: $0) }
    }
    self.init(
      pane: try reader.neededPane(), turn: try reader.neededCount("turn"),
      variant: reader.count("variant") ?? 1, seed: try reader.needed("seed", seed),
      rendered: try reader.neededString("rendered"),
      promptTokens: reader.count("prompt_tokens") ?? 0,
      cachedTokens: reader.count("cached_tokens") ?? 0, condition: Condition.read(&reader),
      sent: reader.number("sent"), continues: reader.count("continues"),
      parts: reader.object("parts") {
        PromptParts(
          system: $0.count("system") ?? 0, examples: $0.count("examples") ?? 0,
          input: $0.count("input") ?? 0)
      })
  }
}

extension GeneratedToken {
  fileprivate init(_ reader: inout FieldReader) throws(SessionLineError) {
    // Null is no id; none at all, or another type, is a damaged line.
    let id = reader.take("id") { value -> Int?? in
      value == .null ? .some(nil) : value.asInteger.map { .some($0) }
    }
    self.init(
      id: try reader.needed("id", id), text: try reader.neededString("text"),
      logprob: reader.number("logprob").flatMap { Float($0).isFinite ? Float($0) : nil })
  }
}

extension SampleEvent {
  fileprivate init(_ reader: inout FieldReader) throws(SessionLineError) {
    let elements = reader.take("panes") { value -> [[JSONField]]? in
      guard case .array(let elements) = value else { return nil }
      let objects = elements.compactMap(\.asObject)
      return objects.count == elements.count ? objects : nil
    }
    var panes: [Pane] = []
    var left: [JSONValue] = []
    for fields in elements ?? [] {
      var pane = FieldReader(fields, type: "sample")
      panes.append(
        Pane(
          pane: try pane.neededPane(), tps: pane.number("tps"), kvBytes: pane.count("kv_bytes")))
      left.append(.object(pane.rest))
    }
    if left.contains(where: { $0 != .object([]) }) { reader.leave(.array(left), under: "panes") }
    self.init(
      rss: try reader.neededCount("rss"), available: reader.count("available") ?? 0, panes: panes)
  }
}

extension DoneEvent {
  fileprivate init?(_ reader: inout FieldReader) throws(SessionLineError) {
    let pane = try reader.neededPane()
    let turn = try reader.neededCount("turn")
    guard let reason = try reader.neededWord("reason") as GenerateStopReason? else { return nil }
    self.init(
      pane: pane, turn: turn, variant: reader.count("variant") ?? 1,
      result: GenerateResult(
        reason: reason, text: try reader.neededString("text"),
        metrics: reader.object("metrics") { GenerateMetrics(&$0) } ?? GenerateMetrics(),
        error: reader.string("error")))
  }
}

extension GenerateMetrics {
  fileprivate init(_ reader: inout FieldReader) {
    self.init()
    loadSeconds = reader.number("load_s")
    ttftMilliseconds = reader.number("ttft_ms")
    promptTokens = reader.count("prompt_tokens") ?? 0
    cachedTokens = reader.count("cached_tokens") ?? 0
    prefillRate = reader.number("prefill_tps")
    tokens = reader.count("tokens") ?? 0
    reasoningTokens = reader.count("reasoning_tokens")
    isEstimated = reader.bool("estimated") ?? false
    rate = reader.number("tps")
    interTokenLatency = reader.object("itl_ms") { InterTokenLatency(&$0) } ?? nil
    kvBytes = reader.count("kv_bytes")
    cost = reader.object("cost") { Cost(&$0) } ?? nil
    condition = Condition.read(&reader)
  }
}

extension TokenPrices {
  /// Nil where a price is missing.
  fileprivate init?(_ reader: inout FieldReader) {
    guard let input = reader.number("input"), let output = reader.number("output") else {
      return nil
    }
    self.init(
      input: input, cachedInput: reader.number("cached_input"), output: output,
      currency: reader.string("currency") ?? "")
  }
}

extension Cost {
  fileprivate init?(_ reader: inout FieldReader) {
    guard let amount = reader.number("amount") else { return nil }
    self.init(
      amount: amount, currency: reader.string("currency") ?? "",
      isEstimated: reader.bool("estimated") ?? false)
  }
}

extension RateLimits.Quota {
  fileprivate init(_ reader: inout FieldReader) {
    self.init(
      limit: reader.count("limit"), remaining: reader.count("remaining"),
      resetSeconds: reader.number("reset_s"))
  }
}

extension InterTokenLatency {
  fileprivate init?(_ reader: inout FieldReader) {
    guard let p50 = reader.number("p50"), let p95 = reader.number("p95"),
      let max = reader.number("max")
    else { return nil }
    self.init(p50: p50, p95: p95, max: max)
  }
}

extension Condition {
  fileprivate static func read(_ reader: inout FieldReader) -> Condition {
    reader.object("condition") { condition in
      // The words follow from the numbers.
      _ = condition.string("sharing")
      var value = Condition()
      value.sequences = condition.count("sequences") ?? 1
      value.models = condition.count("models") ?? 1
      value.isRemote = condition.bool("server") ?? false
      value.threads = condition.count("threads") ?? 1
      value.warm = condition.bool("warm") ?? false
      value.cachedTokens = condition.count("cached_tokens") ?? 0
      value.pausedSeconds = condition.seconds("paused_s")
      return value
    } ?? Condition()
  }
}
