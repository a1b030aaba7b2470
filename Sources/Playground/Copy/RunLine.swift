import GenerationAPI
import JSON
import Prompts
import SessionLog

/// The `lineup run` line that gives an answer once more: the same tokens.
enum RunLine: Equatable {
  case line(String)
  /// Why there is none; a sentence.
  case none(String)

  /// The most bytes of one argument that Linux takes, with some to spare.
  static let argumentLimit = 120_000

  /// Why there can be none, as far as that costs nothing to say.
  static func obstacle(_ pane: PaneState, _ turn: Turn?) -> String? {
    let name = "pane \(pane.number)"
    guard let turn, let variant = turn.variant, variant.seed != nil else {
      return "\(name) has no answer yet"
    }
    guard let model = variant.author?.model,
      model.hasBytes(of: pane.model.endpoint ?? pane.model.path ?? "")
    else {
      return "\(name) has another model by now"
    }
    return pane.rendered(turn: turn.number, variant: variant.number) == nil
      ? "what \(name) was given is not known any more; a retry changes that" : nil
  }

  /// - Parameter turn: whose answer it is.
  init(of pane: PaneState, _ turn: Turn?) {
    if let obstacle = Self.obstacle(pane, turn) {
      self = .none(obstacle)
      return
    }
    guard let turn, let variant = turn.variant, let seed = variant.seed,
      let path = variant.author?.model,
      let rendered = pane.rendered(turn: turn.number, variant: variant.number)
    else {
      self = .none("pane \(pane.number) has no answer yet")
      return
    }
    let settings = Settings(variant.settings)
    if pane.isServer {
      self = Self.line(asking: path, turn, variant, rendered, settings)
      return
    }
    let asksPlainly = Self.isPlain(
      rendered, prompt: turn.prompt, system: settings.system, format: pane.model.format,
      isRaw: settings.isRaw)
    let prompt = asksPlainly ? turn.prompt : rendered
    guard prompt.utf8.count <= Self.argumentLimit else {
      self = .none("what the model was given is too long for a command line")
      return
    }
    var words = ["lineup", "run", path, "-p", prompt, "--seed", String(Int64(bitPattern: seed))]
    words += settings.flags(
      isRaw: settings.isRaw || !asksPlainly, isBase: pane.model.format == "plain",
      withSystem: asksPlainly, tokens: Self.tokens(variant, allowed: settings.predict))
    let quoted = words.compactMap(ShellQuoting.word)
    guard quoted.count == words.count else {
      self = .none("the prompt holds a zero byte, which no command line can say")
      return
    }
    self = .line(quoted.joined(separator: " "))
  }

  /// Of a server, which may answer otherwise: only what one prompt asks can be said in a line.
  private static func line(
    asking model: String, _ turn: Turn, _ variant: Variant, _ rendered: String, _ settings: Settings
  ) -> RunLine {
    let isPlain: Bool
    if let messages = [ChatMessage](json: rendered) {
      isPlain = messages.filter { $0.role != .system }.map(\.content) == [turn.prompt]
    } else {
      isPlain = rendered.hasSuffix(turn.prompt)
    }
    guard isPlain else {
      return .none("what the server was given is more than one prompt: no command line says it")
    }
    guard turn.prompt.utf8.count <= argumentLimit else {
      return .none("what the model was given is too long for a command line")
    }
    var words = ["lineup", "run", model, "-p", turn.prompt]
    if case .some(let seed) = variant.settings.first(where: { $0.name == "seed" }),
      seed.value != .null, let number = variant.seed
    {
      words += ["--seed", String(Int64(bitPattern: number))]
    }
    words += settings.flags(
      isRaw: settings.isRaw, isBase: false, withSystem: true, tokens: nil)
    let quoted = words.compactMap(ShellQuoting.word)
    guard quoted.count == words.count else {
      return .none("the prompt holds a zero byte, which no command line can say")
    }
    return .line(quoted.joined(separator: " "))
  }

  /// How many tokens `run` has to be allowed for the same answer, where its setting does not say so:
  /// one that was stopped has fewer, one that went on after its limit has more.
  private static func tokens(_ variant: Variant, allowed: Int?) -> Int? {
    guard let result = variant.result, result.metrics.tokens > 0 else { return nil }
    let count = result.metrics.tokens
    switch result.reason {
    case .cancelled, .cut, .error, .length: return count
    default:
      // The one that ends it is no part of it.
      return allowed.map { $0 >= 0 && count >= $0 } ?? false ? count + 1 : nil
    }
  }

  /// Whether `run` makes the same text of the prompt alone: it is the conversation's first, or the
  /// model sees no more than one.
  private static func isPlain(
    _ rendered: String, prompt: String, system: String?, format: String?, isRaw: Bool
  ) -> Bool {
    if isRaw || format == "plain" {
      return rendered == (system.map { $0 + "\n\n" } ?? "") + prompt
    }
    guard format == "chatml" else { return false }
    let end = "<|im_start|>user\n\(prompt)<|im_end|>\n<|im_start|>assistant\n"
    guard rendered.utf8.count >= end.utf8.count, rendered.hasSuffix(end) else { return false }
    let before = String(rendered.dropLast(end.count))
    if let system { return before == "<|im_start|>system\n\(system)<|im_end|>\n" }
    // None, or the one that the template puts there by itself.
    return before.isEmpty
      || before.hasPrefix("<|im_start|>system\n")
        && before.ranges(of: "<|im_start|>").count == 1
  }
}

/// Settings as flags.
private struct Settings {
  private let entries: [SettingEntry]

  init(_ entries: [SettingEntry]) { self.entries = entries }

  private func value(_ name: String) -> JSONValue? { entries.first { $0.name == name }?.value }

  var system: String? { if case .string(let text) = value("system") { text } else { nil } }
  var predict: Int? { if case .integer(let count) = value("predict") { count } else { nil } }
  var isRaw: Bool { value("raw") == .bool(true) }

  /// Those that `run` would not choose by itself.
  func flags(isRaw: Bool, isBase: Bool, withSystem: Bool, tokens: Int?) -> [String] {
    var words: [String] = []
    for entry in entries {
      let flag = "--" + entry.name.split(separator: "_").joined(separator: "-")
      switch entry.name {
      // What a prompt file made of it is given as it is.
      case "seed", "raw", "predict", "prompt", "shots": continue
      case "system":
        if withSystem, let system { words += [flag, system] }
      case "stop":
        guard case .array(let stops) = entry.value else { continue }
        for case .string(let stop) in stops { words += [flag, stop] }
      default:
        // What the model recommends, or nobody said, is chosen again.
        if ["default", "model", "random"].contains(entry.source) { continue }
        if let number = Self.number(entry.value) { words += [flag, number] }
      }
    }
    let predict = value("predict").flatMap(Self.number)
    let own = isRaw || isBase ? "128" : "512"
    if let count = tokens.map(String.init) ?? predict, count != own {
      words += ["--predict", count]
    }
    return words + (isRaw ? ["--raw"] : [])
  }

  private static func number(_ value: JSONValue) -> String? {
    switch value {
    case .integer(let value): String(value)
    case .unsigned(let value): String(value)
    case .number(let value) where value.isFinite:
      value.description.hasSuffix(".0")
        ? String(value.description.dropLast(2)) : value.description
    default: nil
    }
  }
}
