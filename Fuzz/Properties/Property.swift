/// What must hold of code that reads what others wrote, whatever they wrote.
///
/// `make fuzz` looks for bytes that break it; those it found are kept in `Fuzz/Findings`, and
/// `make test` goes through them.
public enum Property: String, CaseIterable, Sendable {
  /// A model file is refused, or read within its bounds.
  case model
  /// A tokenizer's vocabulary is refused, or encodes any text to ids that it has.
  case vocabulary
  /// Text comes back from the ids it was encoded to, and from any pieces of itself.
  case tokenizer
  /// A session file is read past what is broken in it, written again as it was, and drawn.
  case session
  /// Keys mean the same however their bytes were cut into reads, and never break the picture.
  case keys
  /// Text is shown without anything that a terminal would obey, in the cells it was said to take.
  case text
  /// An answer looks the same however it was cut into tokens, and fits any screen.
  case answer
  /// A prompt in any form is refused with a line and a reason, or filled in, written and read again as
  /// it was; rows and patterns likewise.
  case prompts
  /// Settings, keys, themes and layouts are taken as far as they make sense, and what does not has
  /// a line and a reason.
  case files
  /// A conversation from elsewhere is refused, or a session that says the same in every form.
  case conversations
  /// A chat template is refused with a place in it, or rendered, within its limits.
  case template
  /// What a server answers is an answer or a sentence without its key, the same in any pieces.
  case server

  /// Throws `Broken` where the property does not hold for the bytes.
  public func check(_ bytes: [UInt8]) throws { try check(bytes, Ways()) }

  /// The same in a part of the time: of widths, sizes and the like one is taken that the bytes choose,
  /// and not all.
  public func checkOneWay(_ bytes: [UInt8]) throws { try check(bytes, Ways(chosenBy: bytes)) }

  private func check(_ bytes: [UInt8], _ ways: Ways) throws {
    switch self {
    case .model: try checkModel(bytes)
    case .vocabulary: try checkVocabulary(bytes)
    case .tokenizer: try checkTokenizer(bytes, ways)
    case .session: try checkSession(bytes, ways)
    case .keys: try checkKeys(bytes)
    case .text: try checkText(bytes, ways)
    case .answer: try checkAnswer(bytes)
    case .prompts: try checkPrompts(bytes)
    case .files: try checkFiles(bytes)
    case .conversations: try checkConversations(bytes)
    case .template: try checkTemplate(bytes)
    case .server: try checkServer(bytes)
    }
  }

  /// Inputs to begin with, which hold.
  public var seeds: [[UInt8]] {
    switch self {
    case .model: ModelSeeds.all
    case .vocabulary: VocabularyPlan.seeds
    case .tokenizer: TextSeeds.all.map { [7] + $0 }
    case .session: SessionSeeds.all
    case .keys: KeySeeds.all
    case .text: TextSeeds.all.flatMap { [[9, 3] + $0, [0x80 | 5, 30] + $0] }
    case .answer: AnswerSeeds.all
    case .prompts: PromptSeeds.all
    case .files: FileSeeds.all
    case .conversations: ConversationSeeds.all
    case .template: TemplateSeeds.all
    case .server: ServerSeeds.all
    }
  }
}

/// A property that does not hold.
public struct Broken: Error, CustomStringConvertible {
  public var description: String
}

func require(_ holds: Bool, _ what: @autoclosure () -> String) throws {
  if !holds { throw Broken(description: what()) }
}
