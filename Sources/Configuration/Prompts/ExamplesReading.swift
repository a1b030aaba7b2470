import Prompts

extension PromptReading {
  /// Examples that a prompt may have.
  static var exampleLimit: Int { 1000 }

  mutating func readExamples(_ entry: YAMLValue.Entry) -> [Written<PromptExample>] {
    if entry.value.isNothing { return [] }
    guard let items = entry.value.items else {
      problems.add(
        line: entry.line,
        "examples is a list, or a mapping with the file they come from, not \(entry.value.kind)")
      return []
    }
    guard items.count <= Self.exampleLimit else {
      problems.add(
        line: entry.line, "\(items.count) are too many examples; at most \(Self.exampleLimit)")
      return []
    }
    return items.compactMap { item in
      guard item.isMapping else {
        problems.add(
          line: item.line, "an example gives each variable and output a text, not \(item.kind)")
        return nil
      }
      var example = PromptExample([:], output: "")
      var hasOutput = false
      for part in item.entries("value", &problems) {
        if part.key == "output" { hasOutput = true }
        let text = part.prose(&problems) ?? ""
        switch part.key {
        case "output": example.output = text
        case "note": example.note = text
        default:
          if isVariable(part.key, part.line) { example.values[part.key] = text }
        }
      }
      if !hasOutput {
        let near = Nearest.one(to: "output", among: Array(example.values.keys))
        problems.add(
          line: item.line,
          "an example has no output" + (near.map { "; is \($0) meant as it?" } ?? ""))
        return nil
      }
      return Written(value: example, line: item.line)
    }
  }
}
