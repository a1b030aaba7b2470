/// A stretch of the text that a model is given.
public struct PromptSection: Sendable, Equatable {
  public enum Kind: String, Sendable, Equatable, CaseIterable {
    case system, examples
    /// What was said before, in a conversation.
    case history
    case input
  }

  public var kind: Kind
  /// Bytes of the text as UTF-8.
  public var range: Range<Int>

  public init(_ kind: Kind, _ range: Range<Int>) {
    self.kind = kind
    self.range = range
  }
}

/// The exact text that a model is given, outside a chat template.
public struct PromptLayout: Sendable, Equatable {
  public private(set) var text = ""
  /// In order; together they are the text. What is empty is not among them.
  public private(set) var sections: [PromptSection] = []
  /// Texts that end the answer.
  public var stop: [String] = []

  mutating func add(_ kind: PromptSection.Kind, _ part: String) {
    let start = text.utf8.count
    text += part
    let end = text.utf8.count
    guard end > start else { return }
    if let last = sections.last, last.kind == kind {
      sections[sections.count - 1].range = last.range.lowerBound..<end
    } else {
      sections.append(PromptSection(kind, start..<end))
    }
  }
}

extension FilledPrompt {
  /// The text in a mode; `chat` is laid out as `completion`, for models without a chat template.
  public func text(_ mode: PromptMode) -> PromptLayout {
    var layout = PromptLayout()
    switch mode {
    case .chat, .completion:
      if let system { layout.add(.system, system + separators.example) }
      for example in examples {
        layout.add(.examples, separators.question + example.user + separators.answer)
        layout.add(.examples, " " + example.output + separators.example)
      }
      layout.add(.input, separators.question + user + separators.answer)
      layout.stop = stop(.completion)
    case .alpaca:
      layout.add(.system, AlpacaBlocks.preamble(hasInput: system != nil) + "\n\n")
      for example in examples {
        let block = AlpacaBlocks.block(instruction: system, user: example.user)
        layout.add(.examples, block + example.output + "\n\n")
      }
      layout.add(.input, AlpacaBlocks.block(instruction: system, user: user))
      layout.stop = stop(.alpaca)
    }
    return layout
  }
}
