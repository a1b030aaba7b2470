import JSON
import SessionLog

/// A setting that may be changed: its bounds, how arrows step it, and what it does.
struct SettingField: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    case number(ClosedRange<Double>, step: Double)
    case whole(ClosedRange<Int>, step: Int)
    /// Doubled and halved.
    case size(ClosedRange<Int>)
    /// A whole number, or none.
    case seed
    case flag
    case text
    /// Texts between commas.
    case texts
  }

  /// As sessions record it.
  let name: String
  let kind: Kind
  /// One line.
  let help: String

  /// As options have it.
  var title: String { SettingEntry(name: name, value: .null, source: "").title }

  static let all: [SettingField] = [
    SettingField(
      name: "temp", kind: .number(0...10, step: 0.1),
      help: "0 takes the likeliest token; higher lets less likely ones in"),
    SettingField(
      name: "top_k", kind: .whole(0...1_000_000, step: 5),
      help: "only so many of the likeliest tokens; 0 is all"),
    SettingField(
      name: "top_p", kind: .number(0...1, step: 0.05),
      help: "the likeliest tokens that make up this share; 1 is all"),
    SettingField(
      name: "min_p", kind: .number(0...1, step: 0.01),
      help: "no token below this share of the likeliest one's chance; 0 is all"),
    SettingField(
      name: "repeat_penalty", kind: .number(0.1...10, step: 0.05),
      help: "makes tokens that came lately less likely; 1 is no penalty"),
    SettingField(
      name: "repeat_last_n", kind: .whole(-1...1_000_000, step: 16),
      help: "how many of the last tokens the penalty looks at; -1 all, 0 none"),
    SettingField(
      name: "seed", kind: .seed,
      help: "the same seed gives the same answer; none draws one each time"),
    SettingField(
      name: "predict", kind: .size(-1...1_000_000),
      help: "the most tokens of an answer; -1 until the context is full"),
    SettingField(
      name: "ctx_size", kind: .size(1...100_000_000),
      help: "tokens the context holds; what was read is read again"),
    SettingField(
      name: "stop", kind: .texts,
      help: "texts that end an answer, between commas; \\n is a new line"),
    SettingField(
      name: "system", kind: .text, help: "the system message of chat models; \\n is a new line"),
    SettingField(
      name: "raw", kind: .flag, help: "no chat template: the prompt is given as it is"),
  ]

  // MARK: Values as texts

  /// How a value is written, and typed.
  func text(_ value: JSONValue?) -> String {
    switch value {
    case .string(let text): Self.escaped(text)
    case .array(let texts):
      texts.map { value in
        if case .string(let text) = value {
          Self.escaped(text).replacing(",", with: "\\,")
        } else {
          ""
        }
      }.joined(separator: ",")
    case nil: ""
    case .null: kind == .text ? "" : "none"
    case .some(let value): SettingEntry(name: name, value: value, source: "").shown ?? ""
    }
  }

  /// The value that a text stands for.
  ///
  /// - Returns: a value within the bounds, or a sentence that says what is wrong.
  func value(_ text: String) -> Result<JSONValue, SettingError> {
    let word = String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    func failure(_ rule: String) -> Result<JSONValue, SettingError> {
      .failure(SettingError(sentence: "\(title) must be \(rule)"))
    }
    switch kind {
    case .number(let bounds, _):
      guard let number = Double(word), bounds.contains(number) else {
        return failure(
          "from \(Figures.setting(bounds.lowerBound)) to \(Figures.setting(bounds.upperBound))")
      }
      return .success(.number(number))
    case .whole(let bounds, _), .size(let bounds):
      guard let number = Int(word), bounds.contains(number) else {
        return failure("a whole number from \(bounds.lowerBound) on")
      }
      return .success(.integer(number))
    case .seed:
      if word.isEmpty || word == "none" || word == "random" { return .success(.null) }
      guard let seed = UInt64(word) else { return failure("a whole number, or none") }
      return .success(Int(exactly: seed).map(JSONValue.integer) ?? .unsigned(seed))
    case .flag:
      switch word {
      case "on", "true", "yes", "1": return .success(.bool(true))
      case "off", "false", "no", "0", "": return .success(.bool(false))
      default: return failure("on or off")
      }
    case .text:
      let parts = Self.unescaped(text, separator: nil)
      return .success(text.isEmpty ? .null : .string(parts.joined()))
    case .texts:
      let parts = Self.unescaped(text, separator: ",").filter { !$0.isEmpty }
      return .success(.array(parts.map(JSONValue.string)))
    }
  }

  /// The value one step further, or back; nil where arrows do nothing.
  func stepped(_ value: JSONValue?, by step: Int) -> JSONValue? {
    switch (kind, value) {
    case (.number(let bounds, let size), .some(let value)):
      guard let number = value.number else { return nil }
      // In whole steps: 0.1 is no number that a computer has.
      let steps = (number / size + Double(step)).rounded()
      let scale = 1 / size
      return .number(min(max(steps / scale, bounds.lowerBound), bounds.upperBound))
    case (.whole(let bounds, let size), .integer(let number)):
      let (next, overflows) = number.addingReportingOverflow(step * size)
      return overflows ? nil : .integer(min(max(next, bounds.lowerBound), bounds.upperBound))
    case (.size(let bounds), .integer(let number)):
      let next =
        step > 0 ? max(1, number).multipliedReportingOverflow(by: 2).partialValue : number / 2
      let smallest = max(1, bounds.lowerBound)
      return .integer(min(max(next, smallest), bounds.upperBound))
    case (.seed, .integer(let seed)): return .integer(max(0, seed &+ step))
    case (.seed, _): return .integer(1)
    case (.flag, .bool(let isOn)): return .bool(!isOn)
    default: return nil
    }
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
  }

  /// A text's parts between separators that no backslash precedes, without their backslashes.
  private static func unescaped(_ text: String, separator: Character?) -> [String] {
    var parts = [""]
    var isEscaped = false
    for character in text {
      if isEscaped {
        let meant: Character = character == "n" ? "\n" : character == "t" ? "\t" : character
        parts[parts.count - 1].append(meant)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == separator {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    if isEscaped { parts[parts.count - 1].append("\\") }
    return parts
  }
}

/// Why a text is no value of a setting.
struct SettingError: Error, Equatable {
  let sentence: String
}

extension JSONValue {
  fileprivate var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .unsigned(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}
