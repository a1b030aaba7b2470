import GenerationAPI

/// One prompt and a pane's answers to it.
public struct Turn: Sendable, Equatable {
  public let number: Int
  public var prompt: String
  /// By ascending number; none until the model takes the prompt up, more than one after a retry.
  public var variants: [Variant] = []
  /// When the prompt was sent, until the model takes it up.
  var waitingSince: Double?

  public init(number: Int, prompt: String) {
    self.number = number
    self.prompt = prompt
  }

  /// The prompt was sent, or sent again, and the model has not taken it up.
  public var isWaiting: Bool { waitingSince != nil }

  /// The newest answer, as far as it has come.
  public var answer: String { variants.last?.text ?? "" }

  /// How the newest answer ended; nil while it runs.
  public var result: GenerateResult? { variants.last?.result }

  /// The prompt was not answered at all: it is left out of what the model is given later.
  public var isRefused: Bool {
    guard let result else { return false }
    return result.reason == .error && result.text.isEmpty
  }

  /// Whoever gave the newest answer.
  public var author: Variant.Author? { variants.last?.author }

  /// The newest answer's seed.
  public var seed: UInt64? { variants.last?.seed }
}

/// One of a pane's answers to the same prompt.
public struct Variant: Sendable, Equatable {
  /// From 1.
  public let number: Int
  public var text = ""
  public var result: GenerateResult?
  /// Nil where the generation never began.
  public var seed: UInt64?
  /// The model that gave it, and what the pane was called then; nil where the generation never began.
  public var author: Author?

  public struct Author: Sendable, Equatable {
    public var name: String
    /// The model's file or endpoint.
    public var model: String?
  }

  public init(number: Int) { self.number = number }
}
