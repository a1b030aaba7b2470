import GenerationAPI

/// How many tokens a text has, where only a server can count them.
public enum TokenEstimate {
  /// Tokens that a template may put around messages: a system message of its own, and what opens the
  /// answer.
  static let template = 128

  /// About as many as a text has: one for four bytes, which are four letters of English or a little
  /// more than one of Hangul.
  public static func likely(_ text: String) -> Int { (text.utf8.count + 3) / 4 }

  /// No text has more: vocabularies fall back to bytes, and no further.
  public static func most(_ text: String) -> Int { text.utf8.count + 1 }

  static func likely(_ prompt: GenerateRequest.Prompt) -> Int {
    switch prompt {
    case .text(let text): likely(text)
    case .messages(let messages): messages.reduce(0) { $0 + likely($1.content) + 4 }
    }
  }

  static func most(_ prompt: GenerateRequest.Prompt) -> Int {
    switch prompt {
    case .text(let text): most(text) + 8
    case .messages(let messages): messages.reduce(template) { $0 + most($1.content) + 8 }
    }
  }
}
