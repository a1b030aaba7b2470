import JSON
import Prompts
import SessionLog

extension PaneSettings {
  /// A pane's settings as a session recorded them, each with its source: what somebody chose stays
  /// chosen, what the model or nobody gave can be given anew.
  ///
  /// - Parameters:
  ///   - prompt: the prompt file, which settings only name: from a question that was asked with it.
  ///   - remark: told a sentence for each value that this version can't take; it is then what it is
  ///     by itself.
  init(
    recorded: [SettingEntry], prompt: PromptTemplate?, remark: (String) -> Void = { _ in }
  ) {
    self.init()
    take(recorded, naming: prompt, remark)
    // A prompt file's own values come first: what was recorded stands in their place.
    for entry in recorded where entry.name != "prompt" {
      if entry.name == "shots", entry.source == "prompt" { continue }
      guard Self.names.contains(entry.name) else {
        remark("the setting \(Self.short(entry.name)) is none that this version of lineup knows")
        continue
      }
      guard restore(entry.name, entry.value) else {
        remark("\(Self.short(entry.value.write())) is no value for \(entry.name)")
        reset(entry.name)
        continue
      }
      mark(entry.name, Self.isUnchosen(entry.source) ? nil : entry.source)
    }
  }

  /// Takes the prompt file where the settings name one.
  private mutating func take(
    _ recorded: [SettingEntry], naming prompt: PromptTemplate?, _ remark: (String) -> Void
  ) {
    guard let entry = recorded.last(where: { $0.name == "prompt" }) else { return }
    switch entry.value {
    case .null: return
    case .string(let name):
      guard let prompt, prompt.name == name else {
        return remark("what the prompt file \(Self.short(name)) said was not recorded")
      }
      take(prompt, source: entry.source)
    default: remark("\(Self.short(entry.value.write())) is no value for prompt")
    }
  }

  /// Takes a value as `entries` wrote it.
  private mutating func restore(_ name: String, _ value: JSONValue) -> Bool {
    switch (name, value) {
    case ("ctx_size", .null), ("shots", .null):
      reset(name)
      return true
    case ("stop", .array(let texts)):
      guard set(name, value, source: "") else { return false }
      return parameters.stop.count == texts.count
    default: return set(name, value, source: "")
    }
  }

  private static func short(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(60)))
  }

  /// Whether a source says that nobody gave the value.
  private static func isUnchosen(_ source: String) -> Bool {
    source == "default" || source == "random"
  }
}
