import GenerationAPI
import JSON
import Prompts
import SessionLog

/// An answer as a session recorded it, with all that it takes to give it again. An answer that went on
/// after it was stopped is several of them, one for each time that it began.
struct RecordedAnswer {
  let pane: Int
  let turn: Int
  let variant: Int
  /// The pane's model then.
  let model: ModelFacts
  /// The program that it was given with, and its kernel table.
  var app: String?
  var kernels: String?
  /// The conversation, as far as the answer depends on it: its own turn is the last.
  let turns: [Turn]
  /// The pane's settings then.
  let settings: [SettingEntry]
  let seed: UInt64
  /// The text that the model was given.
  let rendered: String
  /// Tokens of the answer that were there before.
  let continuing: [Int]
  /// Why it can't be given again: one sentence.
  let obstacle: String?
  var tokens: [GeneratedToken] = []
  /// Nil where it never said that it ended.
  var result: GenerateResult?

  /// Whether it came to its own end: then it ends there again. Any other may have been stopped
  /// anywhere.
  var isWhole: Bool { result?.reason == .stop || result?.reason == .length }

  /// All tokens of the answer, those from before included.
  var allIds: [Int] { continuing + tokens.compactMap(\.id) }

  /// The pane's settings then, as a pane has them.
  func paneSettings(remark: (String) -> Void = { _ in }) -> PaneSettings {
    PaneSettings(
      recorded: settings, answering: turns.last?.question ?? Question(""), remark: remark)
  }
}

extension PaneSettings {
  /// The settings with which a question was answered. A prompt file that the question was not put
  /// into has no part in it.
  init(
    recorded: [SettingEntry], answering question: Question,
    remark: (String) -> Void = { _ in }
  ) {
    let prompt = question.use.flatMap { try? PromptTemplate(json: $0.prompt) }
    let entries =
      prompt == nil ? recorded.filter { $0.name != "prompt" && $0.name != "shots" } : recorded
    self.init(recorded: entries, prompt: prompt, remark: remark)
  }
}
