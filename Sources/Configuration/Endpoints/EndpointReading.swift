import GenerationAPI
import HTTP
import OpenAIClient

/// Reads the list `endpoints` of `config.yaml`. An endpoint with a mistake is left out as a whole, so
/// that none is asked without the limits and the budget that it was meant to have; the others hold.
struct EndpointReading {
  static let keys = [
    "name", "preset", "url", "key", "key_file", "key_command", "prices", "currency", "budget",
    "limits", "headers", "body", "timeouts", "models", "api", "logprobs", "length_field",
    "samplers", "title",
  ]

  static let limit = 200
  static let modelLimit = 1000

  private(set) var endpoints: [EndpointSettings] = []
  private(set) var broken: [BrokenEndpoint] = []
  /// One of them may be meant to be any, such as a preset with limits.
  private(set) var doubt: Problem?

  init(_ entry: YAMLValue.Entry, _ problems: inout Problems) {
    if entry.value.isNothing { return }
    guard let items = entry.value.items else {
      let problem = Problem(
        problems.file, line: entry.line,
        "endpoints is a list, each as \"- name: …\" with its url, not \(entry.value.kind)")
      doubt = problem
      problems.add(problem)
      return
    }
    for item in items {
      guard endpoints.count + broken.count < Self.limit else {
        problems.add(line: item.line, "there are at most \(Self.limit) endpoints")
        return
      }
      guard item.isMapping else {
        let problem = Problem(
          problems.file, line: item.line,
          "an endpoint is written as \"- name: …\" with its url, not \(item.kind)")
        doubt = doubt ?? problem
        problems.add(problem)
        continue
      }
      var own = Problems(file: problems.file)
      var reader = OneEndpoint(item, &own)
      let settings = reader.read(&own)
      let name = settings?.name ?? reader.name
      if let name, isTaken(name) {
        own.add(
          line: item.line, "there is an endpoint \(name.quoted) already; give it another name")
      }
      if own.areWarnings, let settings {
        endpoints.append(settings)
      } else if let name, !isTaken(name), let first = own.all.first(where: { !$0.isWarning }) {
        broken.append(BrokenEndpoint(name: name, problem: first))
      } else if name == nil {
        doubt = doubt ?? own.all.first
      }
      for problem in own.all { problems.add(problem) }
    }
  }

  private func isTaken(_ name: String) -> Bool {
    endpoints.contains { $0.name == name } || broken.contains { $0.name == name }
  }

  /// What may stand before the slash of "lab/llama", and begins no path.
  static func isName(_ text: String) -> Bool {
    func isLetterOrDigit(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"):
        true
      default: false
      }
    }
    guard let first = text.utf8.first, isLetterOrDigit(first), text.utf8.count <= 64 else {
      return false
    }
    return text.utf8.allSatisfy { isLetterOrDigit($0) || "-_.".utf8.contains($0) }
  }
}
