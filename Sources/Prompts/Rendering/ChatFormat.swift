import GenerationAPI

/// How a conversation becomes the text a model is given.
public enum ChatFormat: Sendable, Equatable {
  case template(ChatTemplate)
  /// A server lays the messages out by itself.
  case messages
  /// No template: the model continues the text.
  case plain

  /// As sessions record it.
  public var name: String {
    switch self {
    case .template(let template): template.name
    case .messages: "messages"
    case .plain: "plain"
    }
  }

  /// The SHA-256 of the template, in hexadecimal; nil without one.
  public var hash: String? {
    if case .template(let template) = self { template.hash } else { nil }
  }

  /// The exact text for a conversation that the model is to go on with; for a server the messages, as
  /// JSON.
  ///
  /// - Parameter asksForAnswer: whether the beginning of the answer's turn stands at the end.
  public func render(
    _ messages: [ChatMessage], asksForAnswer: Bool = true
  ) throws(ChatFormatError) -> String {
    switch self {
    case .plain:
      // A base model continues what it is given; it knows no roles.
      messages.map(\.content).joined(separator: "\n\n")
    case .messages:
      messages.json.write()
    case .template(let template):
      try template.render(messages, asksForAnswer: asksForAnswer)
    }
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
