import JSON

/// What is asked of a model: a text, and the prompt file it was put into.
public struct Question: Sendable, Equatable {
  /// What the user typed.
  public var text: String
  public var use: PromptUse?

  public init(_ text: String, _ use: PromptUse? = nil) {
    self.text = text
    self.use = use
  }
}

/// How a prompt file was used.
public struct PromptUse: Sendable, Equatable {
  /// The file's whole content, examples included, as `PromptTemplate.json` has it.
  public var prompt: JSONValue
  /// How many of its examples were given.
  public var shots: Int
  /// What its variables stood for, by name.
  public var inputs: [String: String]

  public init(prompt: JSONValue, shots: Int, inputs: [String: String]) {
    self.prompt = prompt
    self.shots = shots
    self.inputs = inputs
  }

  /// What the prompt calls itself.
  public var name: String? {
    guard case .object(let fields) = prompt,
      case .string(let name) = fields.first(where: { $0.key.hasBytes(of: "name") })?.value
    else { return nil }
    return name
  }
}

/// How many of a prompt's tokens each part of it takes.
public struct PromptParts: Sendable, Equatable {
  /// The system message, and what a chat template puts before all messages.
  public var system: Int
  public var examples: Int
  /// All the rest: the question itself.
  public var input: Int

  public init(system: Int, examples: Int, input: Int) {
    self.system = system
    self.examples = examples
    self.input = input
  }
}
