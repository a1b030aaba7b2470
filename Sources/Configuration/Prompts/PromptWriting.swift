import JSON
import Prompts

extension PromptFile {
  /// The YAML of a prompt, for people to read and change; reading it gives the prompt back.
  public static func write(_ template: PromptTemplate) -> String {
    var file = "name: \(YAMLWriter.scalar(template.name, inFlow: false))\n"
    func add(_ key: String, _ value: String) { file += "\(key): \(value)\n" }
    func add(_ key: String, flow: [(String, String)]) { add(key, flowMapping(flow)) }

    if !template.description.isEmpty {
      add("description", YAMLWriter.value(template.description, indent: 2))
    }
    if template.mode != .chat { add("mode", template.mode.rawValue) }
    if let system = template.system { add("system", YAMLWriter.value(system, indent: 2)) }
    add("user", YAMLWriter.value(template.user, indent: 2))
    let derived = PromptTemplate.variables(of: template.user, and: template.system)
    if template.variables != derived { file += inputs(template.variables) }
    if !template.examples.isEmpty {
      file += "examples:\n"
      for example in template.examples { file += item(example, template.variables, indent: 2) }
    }
    if case .count(let count) = template.shots { add("shots", "\(count)") }
    let sampling = template.sampling.given
    if !sampling.isEmpty {
      add("sampling", flow: sampling.map { ($0.name, $0.value.write()) })
    }
    if !template.stop.isEmpty { add("stop", flowList(template.stop)) }
    if let expect = template.expect { add("expect", flow(expect.json)) }
    if let separators = template.separators {
      add(
        "separators",
        flow: [
          ("question", YAMLWriter.quoted(separators.question)),
          ("answer", YAMLWriter.quoted(separators.answer)),
          ("example", YAMLWriter.quoted(separators.example)),
        ])
    }
    return file
  }

  /// An example as an element of a list.
  ///
  /// - Parameter indent: blanks before the dash.
  static func item(
    _ example: PromptExample, _ variables: [PromptVariable], indent: Int
  ) -> String {
    let names = example.names(order: variables)
    var pairs = names.map { ($0, example.values[$0] ?? "") } + [("output", example.output)]
    if !example.note.isEmpty { pairs.append(("note", example.note)) }
    let blanks = String(repeating: " ", count: indent)
    let line = flowMapping(pairs.map { ($0.0, YAMLWriter.scalar($0.1, inFlow: true)) })
    if line.utf8.count <= 100 { return "\(blanks)- \(line)\n" }
    return pairs.enumerated().map { index, pair in
      let key = YAMLWriter.scalar(pair.0, inFlow: false)
      let value = YAMLWriter.value(pair.1, indent: indent + 4)
      return "\(blanks)\(index == 0 ? "- " : "  ")\(key): \(value)\n"
    }.joined()
  }

  private static func inputs(_ variables: [PromptVariable]) -> String {
    guard !variables.isEmpty else { return "inputs: {}\n" }
    var text = "inputs:\n"
    for variable in variables {
      let name = YAMLWriter.scalar(variable.name, inFlow: false)
      var parts: [(String, String)] = []
      if !variable.description.isEmpty {
        parts.append(("description", YAMLWriter.scalar(variable.description, inFlow: true)))
      }
      if let standard = variable.standard {
        parts.append(("default", YAMLWriter.scalar(standard, inFlow: true)))
      }
      text += "  \(name): \(flowMapping(parts))\n"
    }
    return text
  }

  private static func flow(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): YAMLWriter.scalar(text, inFlow: true)
    case .array(let values): "[\(values.map(flow).joined(separator: ", "))]"
    case .object(let fields): flowMapping(fields.map { ($0.key, flow($0.value)) })
    default: value.write()
    }
  }

  /// - Parameter pairs: keys, and values that are written already.
  private static func flowMapping(_ pairs: [(String, String)]) -> String {
    let texts = pairs.map { "\(YAMLWriter.scalar($0.0, inFlow: true)): \($0.1)" }
    return "{\(texts.joined(separator: ", "))}"
  }

  private static func flowList(_ texts: [String]) -> String {
    "[\(texts.map { YAMLWriter.quoted($0) }.joined(separator: ", "))]"
  }
}
