import GenerationAPI
import Inference
import Jinja
import NcursesTerminal
import Prompts
import SessionLog

/// Gives recorded answers of one model again, several at a time. Belongs to one thread.
///
/// Each answer stands by itself: what was said before it is taken as it was recorded.
final class AnswerRepeater {
  /// What came of an answer.
  enum Outcome {
    case repeated(RepeatedAnswer)
    /// One sentence.
    case impossible(String)
  }

  /// An answer that is being given, and the sequence on which that happens.
  private struct Lane {
    var generator: LocalGenerator?
    var index: Int?
    var again = RepeatedAnswer(rendered: "")
    var cancellation: Cancellation?
    /// With so many tokens nothing more is to be learnt.
    var isEnough = Int.max
  }

  private let answers: [RecordedAnswer]
  private let engine: Engine
  private let memory: MemoryLedger
  private let date: JinjaDate
  private let mailbox: Mailbox<(lane: Int, Generation)>
  private var lanes: [Lane]
  private var waiting: ArraySlice<Int>
  private(set) var outcomes: [Int: Outcome] = [:]

  /// So many are given at the same time; more gain little.
  private static let laneLimit = 8
  /// Tokens that are looked at behind the first that differs, to show a few words.
  private static let tokensAfterDifference = 6

  /// - Parameters:
  ///   - wanted: indices of the answers that are given again.
  ///   - date: what chat templates are told when they ask for it.
  init(
    _ answers: [RecordedAnswer], _ wanted: [Int], engine: Engine, memory: MemoryLedger,
    date: JinjaDate
  ) throws {
    self.answers = answers
    self.engine = engine
    self.memory = memory
    self.date = date
    mailbox = Mailbox(wake: try WakeEvent())
    lanes = Array(repeating: Lane(), count: min(Self.laneLimit, wanted.count))
    waiting = wanted[...]
  }

  /// - Parameter note: told after each answer how many are done.
  func run(note: (Int) -> Void) {
    while true {
      for lane in lanes.indices { beginNext(lane) }
      note(outcomes.count)
      guard lanes.contains(where: { $0.index != nil }) else { return }
      _ = mailbox.wake.wait(timeout: nil)
      for (lane, generation) in mailbox.take() { take(generation.event, lane) }
    }
  }

  // MARK: Answers begin

  /// Begins with the next answer, past those that need no model.
  private func beginNext(_ lane: Int) {
    while lanes[lane].index == nil, let index = waiting.first {
      do throws(Failure) {
        guard try begin(index, lane) else { return }
      } catch {
        outcomes[index] = .impossible(error.sentence)
      }
      waiting.removeFirst()
    }
  }

  /// - Returns: false where there is no memory for it as long as others are at work.
  private func begin(_ index: Int, _ lane: Int) throws(Failure) -> Bool {
    let answer = answers[index]
    if let obstacle = answer.obstacle { throw Failure(obstacle) }
    var settings = answer.paneSettings()
    let rendered: String
    do {
      let format = settings.isRaw ? .plain : try engine.model.chatFormat(now: date)
      let conversation = Conversation(turns: answer.turns, format: format, settings: settings)
      rendered = try conversation.rendered(turn: answer.turn).text
    } catch {
      outcomes[index] = .repeated(
        RepeatedAnswer(
          rendered: "",
          result: GenerateResult(
            reason: .error, text: "", metrics: GenerateMetrics(), error: "\(error)")))
      return true
    }
    if !answer.isWhole, answer.tokens.isEmpty {
      outcomes[index] = .repeated(RepeatedAnswer(rendered: rendered))
      return true
    }
    guard let generator = try generator(settings.contextSize, lane) else { return false }
    settings.parameters.seed = answer.seed
    if !answer.isWhole { settings.parameters.predict = answer.tokens.count }
    lanes[lane].index = index
    lanes[lane].again = RepeatedAnswer(rendered: rendered)
    lanes[lane].isEnough = .max
    let request = GenerateRequest(
      prompt: .text(rendered), continuing: answer.continuing, parameters: settings.parameters,
      sentAt: Machine.clock())
    lanes[lane].cancellation = generator.start(request) { [mailbox] in
      mailbox.send((lane, $0))
    }
    return true
  }

  /// A sequence with a context of this size.
  ///
  /// - Returns: nil where memory has room for it only once others are done.
  private func generator(_ contextSize: Int?, _ lane: Int) throws(Failure) -> LocalGenerator? {
    let size = contextSize ?? engine.model.configuration.defaultContext
    if let generator = lanes[lane].generator {
      if generator.contextSize == size { return generator }
      memory.releaseSequence(of: engine.model, contextSize: generator.contextSize)
      lanes[lane].generator = nil
    }
    do throws(ModelError) {
      let generator = try engine.makeGenerator(contextSize: size)
      try memory.admitSequence(of: engine.model, contextSize: size)
      lanes[lane].generator = generator
      return generator
    } catch {
      let isAlone = lanes.allSatisfy { $0.index == nil }
      if case .tooLarge = error, !isAlone { return nil }
      throw Failure("\(error)")
    }
  }

  // MARK: Answers come

  private func take(_ event: Generation.Event, _ lane: Int) {
    guard let index = lanes[lane].index else { return }
    switch event {
    case .start, .prefill, .waiting, .limits: return
    case .token(let token):
      let place = lanes[lane].again.tokens.count
      lanes[lane].again.tokens.append(token)
      let recorded = answers[index].tokens
      let isSame = recorded.indices.contains(place) && recorded[place].id == token.id
      if !isSame, lanes[lane].isEnough == .max {
        lanes[lane].isEnough = place + Self.tokensAfterDifference
      }
      if place >= lanes[lane].isEnough { lanes[lane].cancellation?.cancel() }
    case .done(let result):
      lanes[lane].again.result = result
      outcomes[index] = .repeated(lanes[lane].again)
      lanes[lane].index = nil
    }
  }
}
