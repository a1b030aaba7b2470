import JSON
import Playground
import Prompts

/// A setting as a command line changes it: `temp=0.2`, named as its flag is.
struct SettingChange: Equatable {
  /// As sessions name it.
  let name: String
  let value: JSONValue
  /// As it was written.
  let text: String

  private static let others = ["ctx_size", "stop", "system", "raw", "shots", "prompt"]
  private static let shortNames = ["n": "predict", "c": "ctx_size", "sys": "system"]

  /// - Throws: `Failure` with what it must be, or near names.
  init(_ text: String) throws(Failure) {
    guard let mark = text.firstIndex(of: "="), mark > text.startIndex else {
      throw Failure("\"\(text)\" is no setting; write it as in temp=0.2", status: 2)
    }
    let flag = String(text[..<mark].drop { $0 == "-" }).replacing("_", with: "-")
    let name = Self.shortNames[flag] ?? flag.replacing("-", with: "_")
    let known = PromptSampling.names + Self.others
    guard known.contains(name) else {
      let flags = known.map { $0.replacing("_", with: "-") }
      let near = Nearness.nearest(to: flag, among: flags)
      throw Failure(
        "there is no setting \"\(flag)\"; "
          + (Nearness.question(near) ?? "there are \(flags.joined(separator: ", "))"),
        status: 2)
    }
    let written = String(text[text.index(after: mark)...])
    self.name = name
    self.text = "\(flag)=\(written)"
    value = try Self.value(written, of: name, flag)
  }

  private static func value(
    _ text: String, of name: String, _ flag: String
  ) throws(Failure) -> JSONValue {
    func refusal(_ rule: String) -> Failure { Failure("\(flag) must be \(rule)", status: 2) }
    switch name {
    case "stop": return .array([.string(text)])
    case "system", "prompt": return .string(text)
    case "raw":
      guard let isOn = Bool(text) else { throw refusal("true or false") }
      return .bool(isOn)
    case "ctx_size":
      guard let size = Int(text), size >= 1 else { throw refusal("a whole number from 1 on") }
      return .integer(size)
    case "shots":
      if text == "all" { return .integer(.max) }
      guard let count = Int(text), count >= 0 else {
        throw refusal("all, or a whole number from 0 on")
      }
      return .integer(count)
    default:
      var sampling = PromptSampling()
      if let rule = sampling.set(name, to: text) { throw refusal(rule) }
      return sampling.given.first?.value ?? .null
    }
  }
}

extension PaneSettings {
  /// Takes what a command line changes, prompt files first: what is said besides goes before what
  /// they say.
  ///
  /// - Parameter prompts: the prompt files by their names.
  mutating func take(_ changes: [SettingChange], prompts: [String: PromptTemplate]) {
    for change in changes where change.name == "prompt" {
      guard case .string(let name) = change.value, let template = prompts[name] else { continue }
      take(template, source: "flag")
    }
    var stops: [JSONValue] = []
    for change in changes where change.name != "prompt" {
      if change.name == "stop", case .array(let texts) = change.value {
        stops += texts
        _ = set("stop", .array(stops), source: "flag")
      } else {
        _ = set(change.name, change.value, source: "flag")
      }
    }
  }
}
