import GenerationAPI
import JSON

extension SessionEvent {
  /// The event as a line of a session file, without the newline.
  ///
  /// `t` and `type` come first, then the event's own fields, then unknown ones. Absent texts and
  /// counts are left out; measured numbers are always there, null where there is none.
  public func line() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(160)
    json.write(into: &bytes)
    return bytes
  }

  /// The event as a JSON object.
  public var json: JSONValue {
    var writer = FieldWriter()
    writer.add("t", .number(t))
    body.write(to: &writer)
    return .object(unknownFields.isEmpty ? writer.fields : writer.fields.adding(unknownFields))
  }
}

extension SessionEvent.Body {
  fileprivate func write(to writer: inout FieldWriter) {
    writer.add("type", type)
    switch self {
    case .session(let header): header.write(to: &writer)
    case .meta(let meta): meta.write(to: &writer)
    case .pane(let event): event.write(to: &writer)
    case .settings(let pane, let settings):
      writer.add("pane", pane)
      writer.add("settings", .object(settings.map { JSONField($0.name, $0.json) }))
    case .prompt(let event): event.write(to: &writer)
    case .show(let pane, let turn, let variant):
      writer.add("pane", pane)
      writer.add("turn", turn)
      writer.add("variant", variant)
    case .mode(let mode): writer.add("run", mode.rawValue)
    case .start(let event): event.write(to: &writer)
    case .load(let pane, let done, let total), .prefill(let pane, let done, let total),
      .fetch(let pane, let done, let total):
      writer.add("pane", pane)
      writer.add("done", done)
      writer.add("total", total)
    case .token(let pane, let token):
      writer.add("pane", pane)
      writer.add("id", token.id.map { .integer($0) } ?? .null)
      writer.add("text", token.text)
      writer.add("logprob", token.logprob.map { JSONValue($0) } ?? .null)
    case .wait(let pane, let wait):
      writer.add("pane", pane)
      writer.addMeasured("seconds", wait.seconds)
      writer.add("attempt", wait.attempt)
      writer.add("reason", wait.reason)
    case .limits(let pane, let limits):
      writer.add("pane", pane)
      writer.add("requests", limits.requests?.json)
      writer.add("tokens", limits.tokens?.json)
    case .sample(let event): event.write(to: &writer)
    case .done(let event): event.write(to: &writer)
    case .paused(let seconds): writer.addMeasured("paused_s", seconds)
    case .resumed(let wall, let app, let machine):
      writer.add("wall", wall)
      writer.add("app", app)
      writer.add("machine", machine?.json)
    case .unknown(_, let fields): for field in fields { writer.add(field.key, field.value) }
    }
  }

  private var type: String {
    switch self {
    case .session: "session"
    case .meta: "meta"
    case .pane: "pane"
    case .load: "load"
    case .fetch: "fetch"
    case .settings: "settings"
    case .prompt: "prompt"
    case .show: "show"
    case .mode: "mode"
    case .start: "start"
    case .prefill: "prefill"
    case .token: "token"
    case .wait: "wait"
    case .limits: "limits"
    case .sample: "sample"
    case .done: "done"
    case .paused: "paused"
    case .resumed: "resumed"
    case .unknown(let type, _): type
    }
  }
}

extension SessionHeader {
  fileprivate func write(to writer: inout FieldWriter) {
    writer.add("v", version)
    writer.add("created", created)
    writer.add("app", app)
    writer.add("machine", machine.json)
  }
}

extension SessionHeader.Machine {
  fileprivate var json: JSONValue {
    FieldWriter.object {
      $0.add("cpu", cpu)
      $0.add("cores", cores)
      $0.add("memory", memory)
      $0.add("kernels", kernels)
    }
  }
}

extension SessionMeta {
  fileprivate func write(to writer: inout FieldWriter) {
    writer.add("title", title)
    writer.add("tags", tags.map { .array($0.map(JSONValue.string)) })
    writer.add("star", star)
    writer.add("notes", notes)
    writer.add(
      "sha256",
      sha256.map { sums in
        .object(sums.sorted { $0.key < $1.key }.map { JSONField("\($0.key)", .string($0.value)) })
      })
  }
}

extension PaneEvent {
  fileprivate func write(to writer: inout FieldWriter) {
    writer.add("pane", pane)
    writer.add("action", action.rawValue)
    writer.add("name", name)
    writer.add("model", model?.json)
    writer.add("ctx_size", contextSize)
    writer.add("error", error)
    writer.add("place", place)
    writer.add("copies", copies)
  }
}

extension ModelFacts {
  fileprivate var json: JSONValue {
    FieldWriter.object {
      $0.add("path", path)
      $0.add("endpoint", endpoint)
      $0.add("host", host)
      $0.add("body", body.isEmpty ? nil : .object(body))
      $0.add("prices", prices?.json)
      $0.add("title", title)
      $0.add("architecture", architecture)
      $0.add("quantisation", quantisation)
      $0.add("parameters", parameters)
      $0.add("file_bytes", fileBytes)
      $0.add("weight_bytes", weightBytes)
      $0.add("weights_held", weightsHeld)
      $0.add("kv_per_token", kvPerToken)
      $0.add("context_length", contextLength)
      $0.add("shares_weights", sharesWeights)
      $0.add("format", format)
      $0.add("load_s", loadSeconds.flatMap { $0.isFinite ? .number($0) : nil })
    }
  }
}

extension SettingEntry {
  fileprivate var json: JSONValue {
    FieldWriter.object {
      $0.add("value", value)
      $0.add("source", source)
    }
  }
}

extension PromptEvent {
  fileprivate func write(to writer: inout FieldWriter) {
    writer.add("turn", turn)
    writer.add("panes", .array(panes.map(JSONValue.integer)))
    writer.add("text", text)
    guard let use = question.use else { return }
    writer.add("prompt", use.prompt)
    writer.add("shots", use.shots)
    writer.add(
      "inputs",
      .object(use.inputs.sorted { $0.key < $1.key }.map { JSONField($0.key, .string($0.value)) }))
  }
}

extension StartEvent {
  fileprivate func write(to writer: inout FieldWriter) {
    writer.add("pane", pane)
    writer.add("turn", turn)
    writer.add("variant", variant)
    writer.add("seed", JSONValue(seed))
    writer.add("rendered", rendered)
    writer.add("prompt_tokens", promptTokens)
    writer.add("cached_tokens", cachedTokens)
    writer.add("parts", parts?.json)
    writer.add("condition", condition.json)
    writer.add("sent", sent.flatMap { $0.isFinite ? .number($0) : nil })
    writer.add("continues", continues)
  }
}

extension SampleEvent {
  fileprivate func write(to writer: inout FieldWriter) {
    writer.add("rss", rss)
    writer.add("available", available)
    writer.add(
      "panes",
      .array(
        panes.map { pane in
          FieldWriter.object {
            $0.add("pane", pane.pane)
            $0.addMeasured("tps", pane.tps)
            $0.addMeasured("kv_bytes", pane.kvBytes)
          }
        }))
  }
}

extension DoneEvent {
  fileprivate func write(to writer: inout FieldWriter) {
    writer.add("pane", pane)
    writer.add("turn", turn)
    writer.add("variant", variant)
    writer.add("reason", result.reason.rawValue)
    writer.add("text", result.text)
    writer.add("metrics", result.metrics.json)
    writer.add("error", result.error)
  }
}

extension GenerateMetrics {
  /// The metrics under the names of `run --json`; every field is there but for those that servers
  /// alone have.
  public var json: JSONValue {
    FieldWriter.object {
      $0.addMeasured("load_s", loadSeconds)
      $0.addMeasured("ttft_ms", ttftMilliseconds)
      $0.add("prompt_tokens", promptTokens)
      $0.add("cached_tokens", cachedTokens)
      $0.addMeasured("prefill_tps", prefillRate)
      $0.add("tokens", tokens)
      $0.add("reasoning_tokens", reasoningTokens)
      if isEstimated { $0.add("estimated", .bool(true)) }
      $0.addMeasured("tps", rate)
      $0.add("itl_ms", interTokenLatency.map(\.json) ?? .null)
      $0.addMeasured("kv_bytes", kvBytes)
      $0.add("cost", cost?.json)
      $0.add("condition", condition.json)
    }
  }
}

extension InterTokenLatency {
  fileprivate var json: JSONValue {
    guard p50.isFinite, p95.isFinite, max.isFinite else { return .null }
    return FieldWriter.object {
      $0.add("p50", .number(p50))
      $0.add("p95", .number(p95))
      $0.add("max", .number(max))
    }
  }
}

extension Condition {
  fileprivate var json: JSONValue {
    FieldWriter.object {
      $0.add("sharing", sharing)
      $0.add("sequences", sequences)
      $0.add("models", models)
      if isRemote { $0.add("server", .bool(true)) }
      $0.add("threads", threads)
      $0.add("warm", warm)
      $0.add("cached_tokens", cachedTokens)
      $0.addMeasured("paused_s", pausedSeconds)
    }
  }
}

extension TokenPrices {
  fileprivate var json: JSONValue {
    FieldWriter.object {
      $0.addMeasured("input", input)
      $0.add("cached_input", cachedInput.flatMap { $0.isFinite ? .number($0) : nil })
      $0.addMeasured("output", output)
      $0.add("currency", currency)
    }
  }
}

extension Cost {
  fileprivate var json: JSONValue {
    FieldWriter.object {
      $0.addMeasured("amount", amount)
      $0.add("currency", currency)
      $0.add("estimated", .bool(isEstimated))
    }
  }
}

extension RateLimits.Quota {
  fileprivate var json: JSONValue {
    FieldWriter.object {
      $0.add("limit", limit)
      $0.add("remaining", remaining)
      $0.add("reset_s", resetSeconds.flatMap { $0.isFinite ? .number($0) : nil })
    }
  }
}

// MARK: Unknown fields

extension [JSONField] {
  /// Puts back what a `FieldReader` left: into objects and arrays of the same name, else behind.
  fileprivate func adding(_ unknown: [JSONField]) -> [JSONField] {
    var fields = self
    for field in unknown {
      if let index = indices.first(where: { self[$0].key.hasBytes(of: field.key) }) {
        fields[index].value = fields[index].value.adding(field.value)
      } else {
        fields.append(field)
      }
    }
    return fields
  }
}

extension JSONValue {
  fileprivate func adding(_ unknown: JSONValue) -> JSONValue {
    switch (self, unknown) {
    case (.object(let known), .object(let more)): .object(known.adding(more))
    case (.array(let known), .array(let more)) where known.count == more.count:
      .array(zip(known, more).map { $0.adding($1) })
    default: unknown
    }
  }
}

extension PromptParts {
  fileprivate var json: JSONValue {
    FieldWriter.object {
      $0.add("system", system)
      $0.add("examples", examples)
      $0.add("input", input)
    }
  }
}
