import GenerationAPI
import Inference
import SessionLog

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
  /// Names of settings to "flag", "model" or "default".
  private(set) var sources: [String: String] = [:]

  private static let names = [
    "temp", "top_k", "top_p", "min_p", "repeat_penalty", "repeat_last_n", "seed", "predict",
    "ctx_size", "stop", "system", "raw",
  ]

  /// Says that a value came from a flag, which nothing overrides.
  mutating func markFlag(_ name: String) { sources[name] = "flag" }

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

  /// As a session records them.
  var entries: [SettingEntry] {
    let p = parameters
    let values: [String: JSONValue] = [
      "temp": JSONValue(p.temperature), "top_k": .integer(p.topK), "top_p": JSONValue(p.topP),
      "min_p": JSONValue(p.minP), "repeat_penalty": JSONValue(p.repeatPenalty),
      "repeat_last_n": .integer(p.repeatLastN), "seed": seed.map { JSONValue($0) } ?? .null,
      "predict": .integer(p.predict), "ctx_size": contextSize.map { .integer($0) } ?? .null,
      "stop": .array(p.stop.map { .string($0) }), "system": system.map { .string($0) } ?? .null,
      "raw": .bool(isRaw),
    ]
    return Self.names.map { name in
      let source = sources[name] ?? (name == "seed" ? "random" : "default")
      return SettingEntry(name: name, value: values[name] ?? .null, source: source)
    }
  }
}
