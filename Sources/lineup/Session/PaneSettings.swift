import GenerationAPI
import Inference
import JSON
import Prompts
import SessionLog

extension JSONValue {
  fileprivate func float(_ bounds: ClosedRange<Float>) -> Float? {
    let value: Float? =
      switch self {
      case .integer(let value): Float(value)
      case .number(let value): Float(value)
      default: nil
      }
    return value.flatMap { bounds.contains($0) ? $0 : nil }
  }
}

/// A pane's settings and where each value came from.
struct PaneSettings {
  var parameters = GenerateParameters()
  /// The seed of every turn; nil draws one for each.
  var seed: UInt64?
  var contextSize: Int?
  /// The system message, where the user gave one.
  var system: String?
  /// No chat template.
  var isRaw = false
  /// The prompt file that what is typed is put into.
  private(set) var prompt: PromptTemplate?
  /// The same as sessions record it: once, so that thousands of questions share it.
  private(set) var recordedPrompt: JSONValue?
  /// How many of its examples are given; nil as many as it says.
  var shots: Int?
  /// Names of settings to "flag", "prompt", "model" or "default".
  private(set) var sources: [String: String] = [:]

  static let names = [
    "temp", "top_k", "top_p", "min_p", "repeat_penalty", "repeat_last_n", "seed", "predict",
    "ctx_size", "stop", "system", "raw", "prompt", "shots",
  ]

  /// Whether somebody chose a value, which no prompt file and no model overrides.
  private func isChosen(_ name: String) -> Bool {
    guard let source = sources[name] else { return false }
    return source != "prompt" && source != "model"
  }

  /// Puts what is typed into a prompt file from now on, and takes its sampling settings where nobody
  /// chose others.
  mutating func take(_ prompt: PromptTemplate?, source: String) {
    for name in Self.names where sources[name] == "prompt" { reset(name) }
    self.prompt = prompt
    recordedPrompt = prompt?.json
    sources["prompt"] = prompt == nil ? nil : source
    if sources["shots"] != "flag" { reset("shots") }
    guard let prompt else { return }
    for (name, value) in prompt.sampling.given where !isChosen(name) {
      _ = set(name, value, source: "prompt")
    }
  }

  /// Takes the texts that end an answer to a prompt file; none where no such file is used.
  ///
  /// - Returns: whether that changed anything.
  mutating func take(stop: [String]?) -> Bool {
    guard !isChosen("stop"), (stop ?? []) != parameters.stop else { return false }
    parameters.stop = stop ?? []
    sources["stop"] = stop == nil ? nil : "prompt"
    return true
  }

  /// How many of the prompt file's examples are given; nil without one.
  var effectiveShots: Int? {
    prompt.map { (shots.map { Shots.count($0) } ?? $0.shots).count(of: $0.examples.count) }
  }

  /// The system message that goes before a prompt file's own.
  var chosenSystem: String? { isChosen("system") ? system : nil }

  /// Says where a value came from: a "flag", which nothing overrides; nil where nobody gave it.
  mutating func mark(_ name: String, _ source: String?) { sources[name] = source }

  /// Fills in what the model recommends and what follows from its kind, where no flag says
  /// otherwise.
  mutating func adopt(_ model: LocalModel, isBase: Bool) {
    func recommended(
      _ name: String, _ key: String, _ set: (inout GenerateParameters, Double) -> Void
    ) {
      guard sources[name] == nil, let value = model.sampling[key] else { return }
      set(&parameters, value)
      sources[name] = "model"
    }
    recommended("temp", "temp") { $0.temperature = Float(max(0, $1)) }
    recommended("top_k", "top_k") { $0.topK = Int(max(0, min($1, 1e9))) }
    recommended("top_p", "top_p") { $0.topP = Float(max(0, min($1, 1))) }
    recommended("min_p", "min_p") { $0.minP = Float(max(0, min($1, 1))) }
    recommended("repeat_penalty", "penalty_repeat") { $0.repeatPenalty = Float(max(0.01, $1)) }
    recommended("repeat_last_n", "penalty_last_n") { $0.repeatLastN = Int(max(-1, min($1, 1e9))) }
    if sources["predict"] == nil, isBase { parameters.predict = 128 }
    if contextSize == nil { contextSize = model.configuration.defaultContext }
  }

  /// Fills in what follows from the kind of a server's model.
  mutating func adoptServer(isBase: Bool) {
    if sources["predict"] == nil, isBase { parameters.predict = 128 }
  }

  /// Takes a value that somebody chose.
  ///
  /// - Parameter source: whoever it was: "user", "flag".
  /// - Returns: false where the value is none of this setting's.
  mutating func set(_ name: String, _ value: JSONValue, source: String) -> Bool {
    switch (name, value) {
    case ("temp", _):
      guard let x = value.float(0...Float.greatestFiniteMagnitude) else { return false }
      parameters.temperature = x
    case ("top_k", .integer(let x)) where x >= 0: parameters.topK = x
    case ("top_p", _):
      guard let x = value.float(0...1) else { return false }
      parameters.topP = x
    case ("min_p", _):
      guard let x = value.float(0...1) else { return false }
      parameters.minP = x
    case ("repeat_penalty", _):
      guard let x = value.float(Float.leastNormalMagnitude...Float.greatestFiniteMagnitude) else {
        return false
      }
      parameters.repeatPenalty = x
    case ("repeat_last_n", .integer(let x)) where x >= -1: parameters.repeatLastN = x
    case ("seed", .null): seed = nil
    case ("seed", .integer(let x)): seed = UInt64(bitPattern: Int64(x))
    case ("seed", .unsigned(let x)): seed = x
    case ("predict", .integer(let x)) where x >= -1: parameters.predict = x
    case ("ctx_size", .integer(let x)) where x >= 1: contextSize = x
    case ("stop", .array(let texts)):
      parameters.stop = texts.compactMap { if case .string(let text) = $0 { text } else { nil } }
    case ("system", .string(let text)): system = text
    case ("system", .null): system = nil
    case ("raw", .bool(let isOn)): isRaw = isOn
    case ("shots", .integer(let x)) where x >= 0: shots = x
    case ("shots", .null), ("prompt", .null):
      reset(name)
      return true
    default: return false
    }
    sources[name] = source
    return true
  }

  /// Takes a value back to what it is by itself; `adopt` then fills in what the model has.
  mutating func reset(_ name: String) {
    let fresh = PaneSettings()
    switch name {
    case "temp": parameters.temperature = fresh.parameters.temperature
    case "top_k": parameters.topK = fresh.parameters.topK
    case "top_p": parameters.topP = fresh.parameters.topP
    case "min_p": parameters.minP = fresh.parameters.minP
    case "repeat_penalty": parameters.repeatPenalty = fresh.parameters.repeatPenalty
    case "repeat_last_n": parameters.repeatLastN = fresh.parameters.repeatLastN
    case "seed": seed = nil
    case "predict": parameters.predict = fresh.parameters.predict
    case "ctx_size": contextSize = nil
    case "stop": parameters.stop = []
    case "system": system = nil
    case "raw": isRaw = false
    case "shots": shots = nil
    case "prompt": return take(nil, source: "")
    default: return
    }
    sources[name] = nil
  }

  /// Forgets what it has of its model; what somebody chose stays.
  mutating func forgetModel() {
    for name in Self.names
    where name != "prompt" && (sources[name] == nil || sources[name] == "model") { reset(name) }
  }

  /// As a session records them.
  var entries: [SettingEntry] {
    let p = parameters
    let values: [String: JSONValue] = [
      "temp": JSONValue(p.temperature), "top_k": .integer(p.topK), "top_p": JSONValue(p.topP),
      "min_p": JSONValue(p.minP), "repeat_penalty": JSONValue(p.repeatPenalty),
      "repeat_last_n": .integer(p.repeatLastN), "seed": seed.map { JSONValue($0) } ?? .null,
      "predict": .integer(p.predict), "ctx_size": contextSize.map { .integer($0) } ?? .null,
      "stop": .array(p.stop.map { .string($0) }), "system": system.map { .string($0) } ?? .null,
      "raw": .bool(isRaw), "prompt": prompt.map { .string($0.name) } ?? .null,
      "shots": effectiveShots.map { .integer($0) } ?? .null,
    ]
    return Self.names.map { name in
      var source = sources[name] ?? (name == "seed" ? "random" : "default")
      if name == "shots", sources[name] == nil, prompt != nil { source = "prompt" }
      return SettingEntry(name: name, value: values[name] ?? .null, source: source)
    }
  }
}
