import Prompts

/// Reads the YAML of a prompt, with all that is wrong in it.
struct PromptReading {
  static let keys = [
    "name", "description", "mode", "system", "user", "inputs", "examples", "shots", "sampling",
    "stop", "expect", "separators",
  ]

  /// A text, and where it stands.
  struct Written<Value> {
    var value: Value
    var line: Int
    /// nil for the prompt's own file.
    var file: String?
  }

  var problems: Problems
  var system: Written<String>?
  var user: Written<String>?
  var inputs: [Written<PromptVariable>]?
  var examples: [Written<PromptExample>] = []
  var shots: Written<Shots>?
  var expect: Written<PromptExpectation>?
  private var mode = PromptMode.chat
  private var name: String?
  private var description = ""
  private var sampling = PromptSampling()
  private var stop: [String] = []
  private var separators: Written<YAMLValue.Entry>?

  init(problems: Problems) { self.problems = problems }

  mutating func template(_ root: YAMLValue, name stem: String, folder: String?) -> PromptTemplate? {
    var data: YAMLValue.Entry?
    for entry in root.entries("key", known: Self.keys, &problems) {
      if entry.key == "examples", entry.value.isMapping { data = entry } else { take(entry) }
    }
    guard let user else {
      // What was meant is said already.
      let meant = root.keys.filter { !Self.keys.contains($0) }.contains {
        Nearest.one(to: $0, among: Self.keys) == "user"
      }
      guard root.isMapping, !meant else { return nil }
      problems.add(line: root.line, "there is no key user; it says what the model is asked")
      return nil
    }
    if let data { examples += readData(data, folder: folder) }
    if inputs == nil, problems.areWarnings {
      for variable in PromptTemplate.variables(of: user.value, and: system?.value)
      where PromptExample.reserved.contains(variable.name) {
        refuseReserved(variable.name, user.line)
      }
    }
    var template = PromptTemplate(
      name: name ?? stem, description: description, mode: mode, system: system?.value,
      user: user.value, variables: inputs?.map(\.value), examples: examples.map(\.value),
      shots: shots?.value ?? .all, sampling: sampling, stop: stop, expect: expect?.value)
    template.separators = separators.map { readSeparators($0.value, of: user.value) }
    check(template)
    if problems.areWarnings { warn(template) }
    return template
  }

  private mutating func take(_ entry: YAMLValue.Entry) {
    switch entry.key {
    case "name":
      name = entry.text(&problems)
      if let name, !PromptTemplate.isName(name) {
        problems.add(
          line: entry.line,
          "a prompt's name has letters, digits, - and _, at most 64, not \(name.quoted)")
      }
    case "description": description = entry.prose(&problems) ?? ""
    case "mode":
      guard let text = entry.text(&problems) else { return }
      if let mode = PromptMode(rawValue: text) {
        self.mode = mode
      } else {
        let hint = suggestion(
          for: text, among: PromptMode.allCases.map(\.rawValue), called: "there are")
        problems.add(line: entry.line, "there is no mode \(text.quoted); \(hint)")
      }
    case "system":
      system = entry.prose(&problems).map { Written(value: $0, line: entry.line) }
    case "user":
      user =
        entry.prose(&problems).map { Written(value: $0, line: entry.line) }
        // That it is wrong is said already.
        ?? Written(value: "", line: entry.line)
    case "inputs": inputs = readInputs(entry)
    case "examples": examples = readExamples(entry)
    case "shots": shots = readShots(entry).map { Written(value: $0, line: entry.line) }
    case "sampling": readSampling(entry)
    case "stop":
      stop = entry.texts(&problems) ?? []
      if stop.contains("") { problems.add(line: entry.line, "an empty text can't end an answer") }
      if stop.count > 16 { problems.add(line: entry.line, "at most 16 texts can end an answer") }
    case "expect": expect = readExpectation(entry).map { Written(value: $0, line: entry.line) }
    default: separators = Written(value: entry, line: entry.line)
    }
  }

  private mutating func readInputs(_ entry: YAMLValue.Entry) -> [Written<PromptVariable>] {
    // A list of names does where nothing is said of them.
    if let items = entry.value.items {
      return items.compactMap { item in
        guard let name = item.text, isVariable(name, item.line) else { return nil }
        return Written(value: PromptVariable(name), line: item.line)
      }
    }
    var inputs: [Written<PromptVariable>] = []
    for input in entry.value.entries("input", &problems) where isVariable(input.key, input.line) {
      var variable = PromptVariable(input.key)
      if let text = input.value.prose {
        variable.description = text
      } else {
        for part in input.value.entries(
          "key of an input", known: ["description", "default"], &problems)
        {
          guard let text = part.prose(&problems) else { continue }
          if part.key == "default" { variable.standard = text } else { variable.description = text }
        }
      }
      inputs.append(Written(value: variable, line: input.line))
    }
    return inputs
  }

  mutating func isVariable(_ name: String, _ line: Int) -> Bool {
    guard PromptText.isName(name) else {
      problems.add(
        line: line, "a variable's name has letters, digits, - and _, at most 64, not \(name.quoted)"
      )
      return false
    }
    guard !PromptExample.reserved.contains(name) else {
      refuseReserved(name, line)
      return false
    }
    return true
  }

  private mutating func refuseReserved(_ name: String, _ line: Int) {
    problems.add(line: line, "no variable can be called \(name): examples have a key of that name")
  }

  private mutating func readShots(_ entry: YAMLValue.Entry) -> Shots? {
    let text = entry.value.text ?? ""
    if text == "all" { return .all }
    if let count = Int(text), count >= 0 { return .count(count) }
    problems.add(
      line: entry.line, "shots is all or a whole number from 0 on, not \(entry.value.kind)")
    return nil
  }

  private mutating func readSampling(_ entry: YAMLValue.Entry) {
    for value in entry.value.entries("sampling value", known: PromptSampling.names, &problems) {
      if let rule = sampling.set(value.key, to: value.value.text ?? "") {
        problems.add(line: value.line, "\(value.key) is \(rule), not \(value.value.kind)")
      }
    }
  }

  private mutating func readSeparators(
    _ entry: YAMLValue.Entry, of user: String
  ) -> PromptSeparators {
    var separators = PromptSeparators.standard(for: user)
    if mode == .alpaca {
      problems.warn(line: entry.line, "separators mean nothing in the mode alpaca")
    }
    for part in entry.value.entries(
      "separator", known: ["question", "answer", "example"], &problems)
    {
      guard let text = part.value.text, !part.value.isNothing else {
        problems.add(line: part.line, "\(part.key) wants a text, not \(part.value.kind)")
        continue
      }
      switch part.key {
      case "question": separators.question = text
      case "answer": separators.answer = text
      default: separators.example = text
      }
    }
    return separators
  }
}
