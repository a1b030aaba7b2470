import GenerationAPI

/// One prompt and a pane's answers to it.
public struct Turn: Sendable, Equatable {
  public internal(set) var number: Int
  /// What the shown answer answers, or the next one will.
  public var question: Question
  /// By ascending number; none until the model takes the prompt up, more than one after a retry or
  /// an edit.
  public var variants: [Variant] = []
  /// Index of the answer that is part of the conversation.
  public internal(set) var shown = 0
  /// When the prompt was sent, until the model takes it up.
  var waitingSince: Double?

  public init(number: Int, prompt: String) {
    self.number = number
    question = Question(prompt)
  }

  /// What the user typed.
  public var prompt: String { question.text }

  /// The prompt was sent, or sent again, and the model has not taken it up.
  public var isWaiting: Bool { waitingSince != nil }

  /// The answer that is part of the conversation.
  public var variant: Variant? { variants.indices.contains(shown) ? variants[shown] : nil }

  /// The answer, as far as it has come.
  public var answer: String { variant?.text ?? "" }

  /// The prompt was not answered at all: it is left out of what the model is given later.
  public var isRefused: Bool {
    guard let result else { return false }
    return result.reason == .error && result.text.isEmpty
  }

  /// How the answer ended; nil while it runs.
  public var result: GenerateResult? { variant?.result }

  /// Whoever gave the answer.
  public var author: Variant.Author? { variant?.author }

  /// The answer's seed.
  public var seed: UInt64? { variant?.seed }

  /// Changes the shown answer; false where there is none.
  @discardableResult
  mutating func updateShown(_ change: (inout Variant) -> Void) -> Bool {
    guard variants.indices.contains(shown) else { return false }
    change(&variants[shown])
    return true
  }

  /// Makes an answer part of the conversation, with what it answers.
  mutating func show(_ index: Int) {
    guard variants.indices.contains(index) else { return }
    shown = index
    question = variants[index].question
  }

  /// The index of an answer by its number.
  func index(ofVariant number: Int) -> Int? {
    // The newest is asked for most.
    variants.lastIndex { $0.number == number }
  }

  /// How deep answers with turns of their own lie in one another.
  var depth: Int { variants.map(\.depth).max() ?? 0 }
}

/// One of a pane's answers to the same turn, with the conversation that followed it.
public struct Variant: Sendable, Equatable {
  /// From 1.
  public internal(set) var number: Int
  /// What it answers; another one than its siblings' after an edit.
  public var question = Question("")
  /// What the tokens of its prompt are, where a prompt file was used.
  public var parts: PromptParts?
  public var text = ""
  public var result: GenerateResult?
  /// Nil where the generation never began.
  public var seed: UInt64?
  /// The settings it was generated with.
  public var settings: [SettingEntry] = []
  /// The model that gave it, and what the pane was called then; nil where the generation never began.
  public var author: Author?

  /// UTF-8 code units of `text` that came with its tokens: what an answer that goes on goes on from.
  var streamedBytes = 0
  /// The turns that came after it, while another answer is shown.
  public var followers: [Turn] = []
  /// How deep answers with followers lie in one another here.
  var depth = 0

  /// More than a person makes by hand; deeper ones are forgotten.
  private static let depthLimit = 32

  public struct Author: Sendable, Equatable {
    public var name: String
    /// The model's file or endpoint.
    public var model: String?

    init(name: String, model: String? = nil) {
      self.name = name
      self.model = model
    }
  }

  public init(number: Int) { self.number = number }

  /// Puts aside what came after it.
  mutating func keep(_ turns: some Collection<Turn>) {
    guard !turns.isEmpty else { return }
    followers = Array(turns)
    depth = 1 + (followers.map(\.depth).max() ?? 0)
    guard depth > Self.depthLimit else { return }
    for turn in followers.indices {
      for variant in followers[turn].variants.indices {
        followers[turn].variants[variant].followers = []
        followers[turn].variants[variant].depth = 0
      }
    }
    depth = 1
  }

  /// Gives back what came after it.
  mutating func takeFollowers() -> [Turn] {
    defer {
      followers = []
      depth = 0
    }
    return followers
  }
}
