import JSON
import OpenAIClient

extension EndpointValues {
  /// Further fields of each request, as JSON has them.
  static func body(_ part: YAMLValue.Entry, _ problems: inout Problems) -> [JSONField] {
    var fields: [JSONField] = []
    for entry in part.value.entries("field", &problems) {
      guard BodyRule.isName(entry.key) else {
        problems.add(
          line: entry.line,
          "a field's name has letters, digits, -, _ and ., not \(entry.key.quoted)")
        continue
      }
      guard !BodyRule.isOurs(entry.key) else {
        problems.add(
          line: entry.line,
          "the field \(entry.key.quoted) is not for setting: what is asked for, counted and paid "
            + "follows from a pane's settings (p) and this endpoint's")
        continue
      }
      guard !BodyRule.isSecret(entry.key) else {
        problems.add(line: entry.line, secret(entry.key))
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
    if let text = value.text {
      if text.contains("${") {
        problems.add(
          line: value.line, "body takes no variables; write what is meant by \(text.quoted)")
      }
      return scalar(text, isPlain: value.isPlain)
    }
    if let items = value.items {
      return .array(items.map { json($0, depth: depth - 1, &problems) })
    }
    return .object(
      value.entries("field", &problems).map { entry in
        if BodyRule.isLength(entry.key) {
          problems.add(
            line: entry.line, "\(entry.key.quoted) is not for setting: it is a pane's predict (p)")
        }
        if BodyRule.isSecret(entry.key) { problems.add(line: entry.line, secret(entry.key)) }
        return JSONField(entry.key, json(entry.value, depth: depth - 1, &problems))
      })
  }

  private static func secret(_ name: String) -> String {
    "\(name.quoted) looks like a secret, which would stand in this file and in each session; a key "
      + "goes into key, or as a variable into headers"
  }

  private static func scalar(_ text: String, isPlain: Bool) -> JSONValue {
    guard isPlain, let value = try? JSONValue.parse(Array(text.utf8)) else { return .string(text) }
    switch value {
    case .bool, .integer, .unsigned, .number: return value
    default: return .string(text)
    }
  }
}
