import GenerationAPI

/// How a conversation becomes the text a model is given.
public enum ChatFormat: Sendable, Equatable {
  /// ChatML: each message between `<|im_start|>role` and `<|im_end|>`. `system` stands first where
  /// the conversation has no system message of its own.
  case chatML(system: String?)
  /// No template: the model continues the text.
  case plain

  /// Finds the format of a model's chat template (Jinja source); plain without one.
  ///
  /// - Returns: nil for a template that is not ChatML.
  public init?(template: String?) {
    guard let template else {
      self = .plain
      return
    }
    guard template.contains("<|im_start|>"), template.contains("<|im_end|>") else { return nil }
    self = .chatML(system: Self.defaultSystem(template))
  }

  /// As sessions record it.
  public var name: String {
    switch self {
    case .chatML: "chatml"
    case .plain: "plain"
    }
  }

  /// The exact text for a conversation that the model is to go on with.
  ///
  /// - Parameter asksForAnswer: whether the beginning of the answer's turn stands at the end.
  public func render(
    _ messages: [ChatMessage], asksForAnswer: Bool = true
  ) throws(ChatFormatError) -> String {
    switch self {
    case .plain:
      // A base model continues what it is given; it knows no roles.
      return messages.map(\.content).joined(separator: "\n\n")
    case .chatML(let system):
      var all = messages
      if let system, messages.first?.role != .system { all.insert(.init(.system, system), at: 0) }
      return all.map { "<|im_start|>\($0.role.rawValue)\n\($0.content)<|im_end|>\n" }.joined()
        + (asksForAnswer ? "<|im_start|>assistant\n" : "")
    }
  }

  /// The system message that a template puts before a conversation without one: a literal from
  /// `<|im_start|>system` to `<|im_end|>`.
  private static func defaultSystem(_ template: String) -> String? {
    // A newline in a string literal of the template may be one, or be written as \\n.
    let template = template.replacing("\\n", with: "\n")
    guard let start = template.firstRange(of: "<|im_start|>system\n") else { return nil }
    let rest = template[start.upperBound...]
    guard let end = rest.firstRange(of: "<|im_end|>") else { return nil }
    let text = rest[..<end.lowerBound]
    guard !text.contains(where: { "'\"{}".contains($0) }) else { return nil }
    return String(text)
  }
}

/// Why a conversation can't be put into a model's format.
public enum ChatFormatError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The template refuses it, in its own words.
  case refused(String)
  /// The template is wrong, or more than this program reads.
  case broken(String)

  public var description: String {
    switch self {
    case .refused(let reason): "the model's chat template refuses this: \(reason)"
    case .broken(let reason):
      "the model's chat template can't be used: \(reason); --raw goes without"
    }
  }
}
