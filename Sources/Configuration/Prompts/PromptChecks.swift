import Playground
import Prompts

extension PromptReading {
  /// What contradicts itself between the parts of a prompt.
  mutating func check(_ template: PromptTemplate) {
    let names = template.variables.map(\.name)
    for (key, written) in [("user", user), ("system", system)] {
      guard let written else { continue }
      for name in PromptText(written.value).variables where !names.contains(name) {
        let near = Nearest.one(to: name, among: names)
        let hint =
          near.map { "did you mean \($0)?" }
          ?? (names.isEmpty ? "there are none" : "there are: \(names.joined(separator: ", "))")
        problems.add(
          line: written.line, "{{\(name)}} of \(key) is not among the inputs; \(hint)")
      }
    }
    let wanted = PromptText(template.user).variables
    let hasDefault = Set(template.variables.filter { $0.standard != nil }.map(\.name))
    for example in examples {
      for name in wanted where example.value.values[name] == nil && !hasDefault.contains(name) {
        let near = Nearest.one(to: name, among: unknown(example, template))
        report(
          example, "the example has no \(name)" + (near.map { "; is \($0) meant as it?" } ?? ""),
          isWarning: false)
      }
    }
  }

  /// What is odd in a prompt that can be used.
  mutating func warn(_ template: PromptTemplate) {
    var used = Set(template.expect?.variables ?? [])
    for written in [user, system].compactMap({ $0 }) {
      let text = PromptText(written.value)
      used.formUnion(text.variables)
      for oddity in text.oddities {
        problems.warn(
          line: written.line,
          "{{\(oddity.quotedPart)}} is no variable, since that is no name, and stays as it is")
      }
    }
    for input in inputs ?? [] where !used.contains(input.value.name) {
      problems.warn(line: input.line, "the input \(input.value.name) is used nowhere")
    }
    if case .count(let count) = template.shots, count > template.examples.count {
      problems.warn(
        line: shots?.line,
        "there are only \(template.examples.count) examples for shots: \(count)")
    }
    if let user, user.value.unicodeScalars.last?.properties.isWhitespace == true,
      template.mode != .chat
    {
      problems.warn(
        line: user.line, "user ends in a blank; models go on worse after one than without it")
    }
    for example in examples { warn(example, template) }
  }

  private mutating func warn(_ example: Written<PromptExample>, _ template: PromptTemplate) {
    for name in unknown(example, template) {
      report(example, "the example's \(name) is used nowhere", isWarning: true)
    }
    let values = template.completed(example.value.values)
    if let verdict = template.expect?.verdict(example.value.output, values: values),
      !verdict.isMet
    {
      report(
        example, "the example's output is not what expect says: \(verdict.reason)",
        isWarning: true)
    }
  }

  /// Values of an example that nothing asks for, sorted.
  private func unknown(
    _ example: Written<PromptExample>, _ template: PromptTemplate
  ) -> [String] {
    let known = Set(template.variables.map(\.name) + (template.expect?.variables ?? []))
    return example.value.values.keys.filter { !known.contains($0) }.sorted()
  }

  private mutating func report(
    _ example: Written<PromptExample>, _ reason: String, isWarning: Bool
  ) {
    let file = example.file ?? problems.file
    problems.add(Problem(file, line: example.line, reason, isWarning: isWarning))
  }
}

/// The one name that somebody probably meant.
enum Nearest {
  static func one(to text: String, among names: [String]) -> String? {
    Nearness.nearest(to: text, among: names).first
  }
}

extension String {
  /// At most 40 code points of it.
  var quotedPart: String { String(unicodeScalars.prefix(40)) }
}
