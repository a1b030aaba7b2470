import JSON

/// What an answer is to be.
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

  public var check: Check
  public var ignoresCase: Bool

  public init(_ check: Check, ignoresCase: Bool = false) {
    self.check = check
    self.ignoresCase = ignoresCase
  }

  /// The names that files have for the checks.
  public static let names = ["equals", "one_of", "contains", "regex", "json"]

  /// A few words: "one of positive, negative, neutral".
  public var summary: String {
    switch check {
    case .equals(let text): "equals \(text.short)"
    case .oneOf(let texts): "one of \(texts.short)"
    case .contains(let texts): "contains \(texts.short)"
    case .regex(let pattern): "matches \(pattern.short)"
    case .json(.keys(let keys)) where !keys.isEmpty: "json with \(keys.map(\.name).short)"
    case .json: "json"
    }
  }

  /// The variables that its texts need.
  public var variables: [String] {
    var names: [String] = []
    for text in texts {
      for name in PromptText(text).variables where !names.contains(name) { names.append(name) }
    }
    return names
  }

  private var texts: [String] {
    switch check {
    case .equals(let text), .regex(let text): [text]
    case .oneOf(let texts), .contains(let texts): texts
    case .json: []
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
    func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
    var fields =
      switch check {
      case .equals(let text): [JSONField("equals", .string(text))]
      case .oneOf(let options): [JSONField("one_of", texts(options))]
      case .contains(let parts): [JSONField("contains", texts(parts))]
      case .regex(let pattern): [JSONField("regex", .string(pattern))]
      case .json(let shape): [JSONField("json", shape.json)]
      }
    if ignoresCase { fields.append(JSONField("ignore_case", .bool(true))) }
    return .object(fields)
  }

  init(json: JSONValue) throws(PromptError) {
    let fields = try Fields(json, "expect")
    func texts(_ name: String) throws(PromptError) -> [String]? {
      guard fields[name] != nil else { return nil }
      var texts: [String] = []
      for value in try fields.list(name) { texts.append(try Fields.text(value, name)) }
      return texts
    }
    if let text = try fields.optionalText("equals") {
      check = .equals(text)
    } else if let options = try texts("one_of") {
      check = .oneOf(options)
    } else if let parts = try texts("contains") {
      check = .contains(parts)
    } else if let pattern = try fields.optionalText("regex") {
      check = .regex(pattern)
    } else if let shape = fields["json"] {
      check = .json(try JSONShape(json: shape))
    } else {
      throw .malformed("expect has none of \(Self.names.joined(separator: ", "))")
    }
    ignoresCase = fields["ignore_case"] == .bool(true)
  }
}
