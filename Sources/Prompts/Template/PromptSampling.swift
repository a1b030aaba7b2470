import GenerationAPI
import JSON

/// How tokens are chosen, where a prompt says so; nil where it leaves that to others.
public struct PromptSampling: Sendable, Equatable {
  public var temperature: Float?
  public var topK: Int?
  public var topP: Float?
  public var minP: Float?
  public var repeatPenalty: Float?
  public var repeatLastN: Int?
  public var seed: UInt64?
  public var predict: Int?

  public init() {}

  /// The names that prompt files, sessions and flags have for them.
  public static let names = [
    "temp", "top_k", "top_p", "min_p", "repeat_penalty", "repeat_last_n", "seed", "predict",
  ]

  /// Those that are said, by name.
  public var given: [(name: String, value: JSONValue)] {
    let all: [(String, JSONValue?)] = [
      ("temp", temperature.map { JSONValue($0) }), ("top_k", topK.map { .integer($0) }),
      ("top_p", topP.map { JSONValue($0) }), ("min_p", minP.map { JSONValue($0) }),
      ("repeat_penalty", repeatPenalty.map { JSONValue($0) }),
      ("repeat_last_n", repeatLastN.map { .integer($0) }), ("seed", seed.map { JSONValue($0) }),
      ("predict", predict.map { .integer($0) }),
    ]
    return all.compactMap { name, value in value.map { (name, $0) } }
  }

  /// Changes what is said here.
  public func apply(to parameters: inout GenerateParameters) {
    parameters.temperature = temperature ?? parameters.temperature
    parameters.topK = topK ?? parameters.topK
    parameters.topP = topP ?? parameters.topP
    parameters.minP = minP ?? parameters.minP
    parameters.repeatPenalty = repeatPenalty ?? parameters.repeatPenalty
    parameters.repeatLastN = repeatLastN ?? parameters.repeatLastN
    parameters.seed = seed ?? parameters.seed
    parameters.predict = predict ?? parameters.predict
  }

  /// Takes a value as it is written.
  ///
  /// - Returns: what it must be, where it is not: "a number from 0 on"; nil where all is well.
  public mutating func set(_ name: String, to text: String) -> String? {
    func number(_ rule: String, _ isFine: (Float) -> Bool) -> (Float?, String?) {
      guard let value = Float(text), value.isFinite, isFine(value) else { return (nil, rule) }
      return (value, nil)
    }
    func whole(_ rule: String, from least: Int) -> (Int?, String?) {
      guard let value = Int(text), value >= least else { return (nil, rule) }
      return (value, nil)
    }
    let refusal: String?
    switch name {
    case "temp": (temperature, refusal) = number("a number from 0 on") { $0 >= 0 }
    case "top_k": (topK, refusal) = whole("a whole number from 0 on", from: 0)
    case "top_p": (topP, refusal) = number("a number from 0 to 1") { 0...1 ~= $0 }
    case "min_p": (minP, refusal) = number("a number from 0 to 1") { 0...1 ~= $0 }
    case "repeat_penalty": (repeatPenalty, refusal) = number("a number above 0") { $0 > 0 }
    case "repeat_last_n": (repeatLastN, refusal) = whole("a whole number from -1 on", from: -1)
    case "seed":
      seed = UInt64(text) ?? Int64(text).map { UInt64(bitPattern: $0) }
      refusal = seed == nil ? "a whole number" : nil
    case "predict": (predict, refusal) = whole("a whole number from -1 on", from: -1)
    default: refusal = "one of \(Self.names.joined(separator: ", "))"
    }
    return refusal
  }
}
