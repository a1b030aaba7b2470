import GenerationAPI
import Inference
import OpenAIClient
import Prompts
import SessionLog

/// One open pane, as the program sees it.
struct PaneRuntime {
  let number: Int
  var argument: ModelArgument
  var settings: PaneSettings
  var format = ChatFormat.plain
  /// Nil until its model is there.
  var generator: (any TextGenerator)?
  /// Where its model is on this machine.
  var local: LocalGenerator? { generator as? LocalGenerator }
  /// Where its model is a server's.
  var server: EndpointGenerator? { generator as? EndpointGenerator }
  /// Its server, where it has one.
  var access: EndpointAccess?
  /// Why the model can't be used.
  var failure: String?
  /// Answers that wait: for the model, for the one before, for their turn.
  var jobs: [PaneJob] = []
  /// The answer that is being generated.
  var current: RunningJob?
  /// Tells generations apart, also those of sessions that were left.
  var run = 0
  /// Seconds for which nothing moved since the prompt.
  var pausedSeconds = 0.0
  /// What the model was given last.
  var shownPrompt: ShownPrompt?
  /// The last answers, newest last: those that can go on.
  private(set) var records: [AnswerRecord] = []

  init(number: Int, argument: ModelArgument, settings: PaneSettings) {
    self.number = number
    self.argument = argument
    self.settings = settings
  }

  var isBusy: Bool { current != nil || !jobs.isEmpty }

  /// So many answers can go on.
  private static let recordLimit = 8

  mutating func keep(_ record: AnswerRecord) {
    records.removeAll { $0.turn == record.turn && $0.variant == record.variant }
    records.append(record)
    if records.count > Self.recordLimit { records.removeFirst() }
  }

  /// Takes over what a session has of the answers of a process that is gone; those of servers can't
  /// go on.
  mutating func remember(_ answers: [AnswerTokens.Answer], of pane: PaneState) {
    records = answers.compactMap { answer in
      guard
        let variant = pane.turn(answer.turn)?.variants.last(where: { $0.number == answer.variant }),
        let seed = variant.seed, variant.result?.metrics.condition.isRemote != true
      else { return nil }
      // What ends its answers is among the settings it was generated with.
      var parameters = PaneSettings(recorded: variant.settings, prompt: nil).parameters
      parameters.seed = seed
      return AnswerRecord(
        turn: answer.turn, variant: answer.variant,
        model: variant.author?.model.map { .file($0) } ?? .file(""),
        rendered: RenderedPrompt(answer.rendered), usesPrompt: variant.question.use != nil,
        parameters: parameters, settings: variant.settings,
        ids: answer.ids.map { Int32(clamping: $0) })
    }
  }

  /// Takes over what another pane on the same model remembers.
  mutating func remember(_ other: PaneRuntime) { records = other.records }

  func record(turn: Int, variant: Int) -> AnswerRecord? {
    records.last { $0.turn == turn && $0.variant == variant && $0.model == argument.place }
  }
}

/// One answer that is asked for.
struct PaneJob {
  var turn: Int
  var variant = 1
  /// Nil draws one, unless the settings have one.
  var seed: UInt64?
  /// Draws a seed even where the settings have one.
  var drawsSeed = false
  /// What of the same answer is there already.
  var goesOnFrom: AnswerRecord?
  /// Its place among all that wait.
  var order = 0
}

/// An answer that is being generated.
struct RunningJob {
  var job: PaneJob
  var record: AnswerRecord
  var sentAt: Double
  /// What it may cost at most, by its server's prices.
  var reserved: Double?
  /// Most answers of servers on this machine that were given at the same time.
  var neighbours = 0
  var cancellation: Cancellation
}

/// What it takes to let an answer go on as if it had never stopped.
struct AnswerRecord {
  var turn: Int
  var variant: Int
  /// Whose it is.
  var model: ModelPlace
  var rendered: RenderedPrompt
  /// A prompt file was used.
  var usesPrompt = false
  var parameters: GenerateParameters
  /// The settings that it is generated with, as sessions record them.
  var settings: [SettingEntry]
  /// All tokens so far.
  var ids: [Int32] = []
}
