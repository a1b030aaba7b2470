import JSON

/// The form that sessions record: the keys of a prompt file, complete. It may be read as one, too.
extension PromptTemplate {
  public var json: JSONValue {
    var fields: [JSONField] = [JSONField("name", .string(name))]
    if !description.isEmpty { fields.append(JSONField("description", .string(description))) }
    fields.append(JSONField("mode", .string(mode.rawValue)))
    if let system { fields.append(JSONField("system", .string(system))) }
    fields.append(JSONField("user", .string(user)))
    fields.append(JSONField("inputs", .object(variables.map { JSONField($0.name, $0.json) })))
    if !examples.isEmpty {
      fields.append(JSONField("examples", .array(examples.map { $0.json(order: variables) })))
    }
    fields.append(JSONField("shots", shots.json))
    let sampling = sampling.given.map { JSONField($0.name, $0.value) }
    if !sampling.isEmpty { fields.append(JSONField("sampling", .object(sampling))) }
    if !stop.isEmpty { fields.append(JSONField("stop", .array(stop.map { .string($0) }))) }
    if let expect { fields.append(JSONField("expect", expect.json)) }
    if let separators { fields.append(JSONField("separators", separators.json)) }
    return .object(fields)
  }

  /// Reads what `json` wrote; keys it does not know are passed over.
  public init(json: JSONValue) throws(PromptError) {
    let fields = try Fields(json, "a prompt")
    let user = try fields.text("user")
    self.init(name: try fields.text("name"), user: user, variables: [])
    description = try fields.optionalText("description") ?? ""
    if let text = try fields.optionalText("mode") {
      guard let mode = PromptMode(rawValue: text) else { throw .malformed("no mode \(text)") }
      self.mode = mode
    }
    system = try fields.optionalText("system")
    for (name, value) in try fields.optional("inputs")?.all ?? [] {
      let parts = try Fields(value, name)
      variables.append(
        PromptVariable(
          name, description: try parts.optionalText("description") ?? "",
          default: try parts.optionalText("default")))
    }
    if fields["inputs"] == nil { variables = Self.variables(of: user, and: system) }
    for value in try fields.list("examples") { examples.append(try PromptExample(json: value)) }
    switch fields["shots"] {
    case nil, .string("all"): shots = .all
    case .integer(let count) where count >= 0: shots = .count(count)
    default: throw .malformed("shots is all or a number from 0 on")
    }
    for (name, value) in try fields.optional("sampling")?.all ?? [] {
      if let rule = sampling.set(name, to: value.write()) {
        throw .malformed("\(name) is \(rule)")
      }
    }
    for value in try fields.list("stop") { stop.append(try Fields.text(value, "stop")) }
    expect = try fields["expect"].map { value throws(PromptError) in
      try PromptExpectation(json: value)
    }
    if let parts = try fields.optional("separators") {
      separators = PromptSeparators(
        question: try parts.text("question"), answer: try parts.text("answer"),
        example: try parts.text("example"))
    }
  }
}

extension PromptVariable {
  fileprivate var json: JSONValue {
    var fields: [JSONField] = []
    if !description.isEmpty { fields.append(JSONField("description", .string(description))) }
    if let standard { fields.append(JSONField("default", .string(standard))) }
    return .object(fields)
  }
}

extension PromptExample {
  /// What is no variable's value, so that no variable may be called so.
  public static let reserved = ["output", "note"]

  /// The values' names: those of the variables first, in their order.
  public func names(order variables: [PromptVariable]) -> [String] {
    let first = variables.map(\.name).filter { values[$0] != nil }
    return first + values.keys.filter { !first.contains($0) }.sorted()
  }

  fileprivate func json(order: [PromptVariable]) -> JSONValue {
    var fields = names(order: order).map { JSONField($0, .string(values[$0] ?? "")) }
    fields.append(JSONField("output", .string(output)))
    if !note.isEmpty { fields.append(JSONField("note", .string(note))) }
    return .object(fields)
  }

  fileprivate init(json: JSONValue) throws(PromptError) {
    let fields = try Fields(json, "an example")
    self.init([:], output: try fields.text("output"))
    note = try fields.optionalText("note") ?? ""
    for (name, value) in fields.all where !Self.reserved.contains(name) {
      values[name] = try Fields.text(value, name)
    }
  }
}

extension Shots {
  public var json: JSONValue {
    switch self {
    case .all: .string("all")
    case .count(let count): .integer(count)
    }
  }
}

extension PromptSeparators {
  fileprivate var json: JSONValue {
    .object([
      JSONField("question", .string(question)), JSONField("answer", .string(answer)),
      JSONField("example", .string(example)),
    ])
  }
}

/// The fields of a JSON object, with errors that name them.
struct Fields {
  let all: [(name: String, value: JSONValue)]

  init(_ value: JSONValue, _ what: String) throws(PromptError) {
    guard case .object(let fields) = value else { throw .malformed("\(what) is no object") }
    all = fields.map { ($0.key, $0.value) }
  }

  subscript(_ name: String) -> JSONValue? { all.last { $0.name.hasBytes(of: name) }?.value }

  func text(_ name: String) throws(PromptError) -> String {
    guard let text = try optionalText(name) else { throw .malformed("there is no \(name)") }
    return text
  }

  func optionalText(_ name: String) throws(PromptError) -> String? {
    try self[name].map { value throws(PromptError) in try Self.text(value, name) }
  }

  func optional(_ name: String) throws(PromptError) -> Fields? {
    try self[name].map { value throws(PromptError) in try Fields(value, name) }
  }

  /// Empty where there is none.
  func list(_ name: String) throws(PromptError) -> [JSONValue] {
    switch self[name] {
    case nil: return []
    case .array(let values): return values
    default: throw .malformed("\(name) is no list")
    }
  }

  static func text(_ value: JSONValue, _ name: String) throws(PromptError) -> String {
    guard case .string(let text) = value else { throw .malformed("\(name) is no text") }
    return text
  }
}
