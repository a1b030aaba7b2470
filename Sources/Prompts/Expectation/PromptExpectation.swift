import JSON

/// What an answer is to be: all of several checks hold.
///
/// Texts are compared code point by code point, after trimming blanks at both ends. They may hold
/// variables, also some that only the rows of a data file have.
public struct PromptExpectation: Sendable, Equatable {
  public enum Check: Sendable, Equatable {
    case equals(String)
    case oneOf([String])
    /// All of them.
    case contains([String])
    /// Found anywhere in the answer; values of variables stand for themselves in it.
    case regex(String)
    case json(JSONShape)
  }

  /// At least one, each of another kind, in the order in which they are looked at.
  public var checks: [Check]
  public var ignoresCase: Bool

  public init(_ checks: Check..., ignoresCase: Bool = false) {
    self.init(checks, ignoresCase: ignoresCase)
  }

  public init(_ checks: [Check], ignoresCase: Bool = false) {
    self.checks = checks
    self.ignoresCase = ignoresCase
  }

  /// The names that files have for the checks.
  public static let names = ["equals", "one_of", "contains", "regex", "json"]

  /// A few words: "one of positive, negative, neutral; equals {{output}}".
  public var summary: String { checks.map(\.summary).joined(separator: "; ") }

  /// Whether any check can be made where variables of these names are given.
  public func canCheck(given names: Set<String>) -> Bool {
    checks.contains { check in
      check.texts.allSatisfy { names.isSuperset(of: PromptText($0).variables) }
    }
  }

  /// The variables that its texts need.
  public var variables: [String] {
    var names: [String] = []
    for text in checks.flatMap(\.texts) {
      for name in PromptText(text).variables where !names.contains(name) { names.append(name) }
    }
    return names
  }
}

extension PromptExpectation.Check {
  fileprivate var summary: String {
    switch self {
    case .equals(let text): "equals \(text.short)"
    case .oneOf(let texts): "one of \(texts.short)"
    case .contains(let texts): "contains \(texts.short)"
    case .regex(let pattern): "matches \(pattern.short)"
    case .json(.keys(let keys)) where !keys.isEmpty: "json with \(keys.map(\.name).short)"
    case .json: "json"
    }
  }

  fileprivate var texts: [String] {
    switch self {
    case .equals(let text), .regex(let text): [text]
    case .oneOf(let texts), .contains(let texts): texts
    case .json: []
    }
  }

  fileprivate var field: JSONField {
    func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
    return switch self {
    case .equals(let text): JSONField("equals", .string(text))
    case .oneOf(let options): JSONField("one_of", texts(options))
    case .contains(let parts): JSONField("contains", texts(parts))
    case .regex(let pattern): JSONField("regex", .string(pattern))
    case .json(let shape): JSONField("json", shape.json)
    }
  }

  /// Nil where no check is called that.
  fileprivate init?(_ name: String, _ fields: Fields) throws(PromptError) {
    func texts() throws(PromptError) -> [String] {
      var texts: [String] = []
      for value in try fields.list(name) { texts.append(try Fields.text(value, name)) }
      return texts
    }
    switch name {
    case "equals": self = .equals(try fields.text(name))
    case "one_of": self = .oneOf(try texts())
    case "contains": self = .contains(try texts())
    case "regex": self = .regex(try fields.text(name))
    case "json":
      guard let shape = fields[name] else { return nil }
      self = .json(try JSONShape(json: shape))
    default: return nil
    }
  }
}

extension String {
  /// On one line, at most 40 code points of it.
  var short: String {
    let line = String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\n" ? " " : $0 }))
    let start = line.unicodeScalars.prefix(40)
    return String(start) + (start.endIndex < line.unicodeScalars.endIndex ? "…" : "")
  }
}

extension [String] {
  /// The first five, joined.
  var short: String {
    prefix(5).map(\.short).joined(separator: ", ") + (count > 5 ? ", …" : "")
  }
}

extension PromptExpectation {
  /// As files spell it.
  public var json: JSONValue {
    var fields = checks.map(\.field)
    if ignoresCase { fields.append(JSONField("ignore_case", .bool(true))) }
    return .object(fields)
  }

  /// What a prompt expects that was written down whole, without reading its examples; nil where that
  /// is nothing.
  public init?(ofPrompt json: JSONValue) {
    guard case .object(let fields) = json,
      let expect = fields.first(where: { $0.key.hasBytes(of: "expect") })?.value,
      let read = try? PromptExpectation(json: expect)
    else { return nil }
    self = read
  }

  init(json: JSONValue) throws(PromptError) {
    let fields = try Fields(json, "expect")
    checks = []
    var seen: Set<String> = []
    for (name, _) in fields.all where seen.insert(name).inserted {
      if let check = try Check(name, fields) { checks.append(check) }
    }
    if checks.isEmpty {
      throw .malformed("expect has none of \(Self.names.joined(separator: ", "))")
    }
    ignoresCase = fields["ignore_case"] == .bool(true)
  }
}
