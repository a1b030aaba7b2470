import Prompts

/// The templates of the command-line program `llm`: YAML with `$name` where values go.
enum ForeignPrompt {
  private static let keys = [
    "prompt", "system", "defaults", "options", "name", "model", "extract", "extract_last",
    "schema_object", "fragments", "system_fragments", "attachments", "attachment_types", "tools",
    "functions",
  ]
  /// Its options, by the names they have here.
  private static let options = [
    "temperature": "temp", "max_tokens": "predict", "num_predict": "predict", "top_k": "top_k",
    "top_p": "top_p", "min_p": "min_p", "seed": "seed",
  ]

  /// Has what such a template has, and nothing that only prompts of ours have.
  static func isOne(_ root: YAMLValue) -> Bool {
    let keys = root.keys
    let ours = PromptReading.keys.filter { !Self.keys.contains($0) }
    return (keys.contains("prompt") || keys.contains("system"))
      && !keys.contains(where: ours.contains)
  }

  /// A prompt that is nothing but a text.
  static func text(_ text: String, name: String) -> PromptTemplate {
    PromptTemplate(name: name, user: converted(text))
  }

  static func read(
    _ root: YAMLValue, name: String, _ problems: inout Problems
  ) -> PromptTemplate? {
    var template = PromptTemplate(name: name, user: "{{input}}")
    var defaults: [String: String] = [:]
    for entry in root.entries("key", known: keys, &problems) {
      switch entry.key {
      case "prompt": template.user = converted(entry.prose(&problems) ?? "")
      case "system": template.system = converted(entry.prose(&problems) ?? "")
      case "defaults":
        for value in entry.value.entries("default", &problems) {
          defaults[value.key] = value.prose(&problems)
        }
      case "options": readOptions(entry, &template, &problems)
      case "name": break
      default: problems.warn(line: entry.line, "\(entry.key) of an llm template is passed over")
      }
    }
    template.variables = PromptTemplate.variables(of: template.user, and: template.system).map {
      PromptVariable($0.name, default: defaults[$0.name])
    }
    return template
  }

  private static func readOptions(
    _ entry: YAMLValue.Entry, _ template: inout PromptTemplate, _ problems: inout Problems
  ) {
    for option in entry.value.entries("option", &problems) {
      if option.key == "stop" {
        template.stop = (option.texts(&problems) ?? []).filter { !$0.isEmpty }
      } else if let name = options[option.key] {
        if let rule = template.sampling.set(name, to: option.value.text ?? "") {
          problems.add(line: option.line, "\(option.key) is \(rule), not \(option.value.kind)")
        }
      } else {
        problems.warn(line: option.line, "the option \(option.key) is passed over")
      }
    }
  }

  /// `$name` and `${name}` as `{{name}}`, `$$` as `$` (as Python's `string.Template` has it).
  static func converted(_ text: String) -> String {
    var result = ""
    var literal = String.UnicodeScalarView()
    let scalars = Array(text.unicodeScalars)
    var index = 0
    func isOfName(_ scalar: Unicode.Scalar) -> Bool {
      scalar == "_" || scalar.isASCII && scalar.properties.isAlphabetic
        || "0"..."9" ~= scalar
    }
    while index < scalars.count {
      let scalar = scalars[index]
      index += 1
      guard scalar == "$", index < scalars.count else {
        literal.append(scalar)
        continue
      }
      if scalars[index] == "$" {
        literal.append("$")
        index += 1
        continue
      }
      let isBraced = scalars[index] == "{"
      let start = index + (isBraced ? 1 : 0)
      let end = scalars[start...].firstIndex { !isOfName($0) } ?? scalars.count
      let isName = end > start && !("0"..."9" ~= scalars[start]) && end - start <= 64
      guard isName, !isBraced || end < scalars.count && scalars[end] == "}" else {
        literal.append("$")
        continue
      }
      result += PromptText.escaped(String(literal))
      literal = .init()
      result += "{{\(String(String.UnicodeScalarView(scalars[start..<end])))}}"
      index = isBraced ? end + 1 : end
    }
    return result + PromptText.escaped(String(literal))
  }
}
