import JSON
import OpenAIClient

extension EndpointValues {
  /// Further fields of each request, as JSON has them.
  static func body(_ part: YAMLValue.Entry, _ problems: inout Problems) -> [JSONField] {
    var fields: [JSONField] = []
    for entry in part.value.entries("field", &problems) {
      guard !BodyRule.isOurs(entry.key) else {
        problems.add(
          line: entry.line,
          "the field \(entry.key.quoted) is not for setting: lineup fills it itself, from a pane's "
            + "settings (p) or this endpoint's")
        continue
      }
      fields.append(
        JSONField(entry.key, json(entry.value, depth: BodyRule.depthLimit, &problems)))
    }
    guard JSONValue.object(fields).write().utf8.count <= BodyRule.limit else {
      problems.add(line: part.line, "body has at most \(BodyRule.limit) bytes, as JSON")
      return []
    }
    return fields
  }

  /// What a node means in JSON: words in quotation marks are texts, and so is what is neither a number
  /// nor a truth value there (YAML 1.2.2, section 10.2, with `~` and nothing for null).
  private static func json(
    _ value: YAMLValue, depth: Int, _ problems: inout Problems
  ) -> JSONValue {
    guard depth > 0 else {
      problems.add(line: value.line, "body is nested at most \(BodyRule.depthLimit) deep")
      return .null
    }
    if value.isNothing { return .null }
    if let text = value.text { return scalar(text, isPlain: value.isPlain) }
    if let items = value.items {
      return .array(items.map { json($0, depth: depth - 1, &problems) })
    }
    return .object(
      value.entries("field", &problems).map {
        JSONField($0.key, json($0.value, depth: depth - 1, &problems))
      })
  }

  private static func scalar(_ text: String, isPlain: Bool) -> JSONValue {
    guard isPlain, let value = try? JSONValue.parse(Array(text.utf8)) else { return .string(text) }
    switch value {
    case .bool, .integer, .unsigned, .number: return value
    default: return .string(text)
    }
  }
}
