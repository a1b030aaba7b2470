import Prompts

extension PromptReading {
  mutating func readExpectation(_ entry: YAMLValue.Entry) -> PromptExpectation? {
    let known = PromptExpectation.names + ["ignore_case"]
    var checks: [PromptExpectation.Check] = []
    var names: [String] = []
    var ignoresCase = false
    for part in entry.value.entries("key of expect", known: known, &problems) {
      if part.key == "ignore_case" {
        ignoresCase = part.truth(&problems) ?? false
        continue
      }
      names.append(part.key)
      if let check = readCheck(part) { checks.append(check) }
    }
    // What there is and is none of them is said already.
    let hasOthers = entry.value.keys.contains { $0 != "ignore_case" }
    if names.isEmpty, hasOthers || !entry.value.isMapping { return nil }
    guard !names.isEmpty else {
      problems.add(
        line: entry.line,
        "expect wants at least one of \(PromptExpectation.names.joined(separator: ", "))")
      return nil
    }
    return checks.isEmpty ? nil : PromptExpectation(checks, ignoresCase: ignoresCase)
  }

  private mutating func readCheck(_ part: YAMLValue.Entry) -> PromptExpectation.Check? {
    switch part.key {
    case "equals": return part.prose(&problems).map { .equals($0) }
    case "one_of": return part.texts(&problems).map { .oneOf($0) }
    case "contains": return part.texts(&problems).map { .contains($0) }
    case "regex":
      guard let text = part.prose(&problems) else { return nil }
      do throws(RegexError) {
        try PromptExpectation.checkPattern(text)
        return .regex(text)
      } catch {
        problems.add(line: part.line, "regex: \(error)")
        return nil
      }
    default: return readShape(part.value, "json", part.line, depth: 0).map { .json($0) }
    }
  }

  /// A shape of JSON.
  ///
  /// - Parameter what: the key that it is for.
  private mutating func readShape(
    _ value: YAMLValue, _ what: String, _ line: Int, depth: Int
  ) -> JSONShape? {
    guard depth < JSONShape.depthLimit else {
      problems.add(line: line, "\(what) is nested too deep")
      return nil
    }
    // Nobody writes `null` in quotation marks.
    if value.isNothing, let text = value.text { return text == "null" ? .null : .any }
    if let name = value.text {
      if let shape = JSONShape(name: name) { return shape }
      let hint = suggestion(for: name, among: JSONShape.names, called: "there are")
      problems.add(line: line, "there is no type \(name.quoted); \(hint)")
      return nil
    }
    if let items = value.items {
      guard items.count == 1 else {
        problems.add(line: line, "a list in \(what) has one type, that of all its elements")
        return nil
      }
      return readShape(items[0], what, items[0].line, depth: depth + 1).map { .list($0) }
    }
    var keys: [JSONShape.Key] = []
    for entry in value.entries("key", &problems) {
      guard entry.key.utf8.count <= 200 else {
        problems.add(line: entry.line, "a key of \(what) has at most 200 bytes")
        continue
      }
      if let shape = readShape(entry.value, entry.key, entry.line, depth: depth + 1) {
        keys.append(JSONShape.Key(entry.key, shape))
      }
    }
    return .keys(keys)
  }
}
