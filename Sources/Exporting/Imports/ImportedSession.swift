import GenerationAPI
import JSON
import SessionLog

/// A conversation of another program as the events of a session.
public struct ImportedSession: Sendable, Equatable {
  public var header: SessionHeader
  /// Without the header.
  public var events: [SessionEvent]
}

/// What was found in a file of another program.
public struct ImportedSessions: Sendable, Equatable {
  public var sessions: [ImportedSession]
  /// What is not as it was there, a sentence each.
  public var remarks: [String]
}

/// The forms that conversations can be taken from.
public enum ImportFormat: String, Sendable, CaseIterable {
  /// OpenAI messages: an array of them, an object with `messages`, or JSON Lines of either.
  case messages
  /// What `llm logs --json` prints.
  case llm
}

/// Why a file is not taken.
public enum ImportError: Error, Sendable, Equatable, CustomStringConvertible {
  case empty
  case notJSON(line: Int?, JSONError)
  /// It is JSON, and no conversation.
  case notConversations
  case tooManyConversations(limit: Int)
  case tooManyMessages(limit: Int)
  /// What should be a message is none; counted from 1.
  case notAMessage(conversation: Int, message: Int)
  case notAResponse(number: Int)

  public var description: String {
    switch self {
    case .empty: "there is nothing in it"
    case .notJSON(let line, let error): (line.map { "line \($0): " } ?? "") + "\(error)"
    case .notConversations:
      "it holds no conversations: neither messages with role and content, nor what llm logs --json "
        + "prints"
    case .tooManyConversations(let limit): "it holds more than \(limit) conversations"
    case .tooManyMessages(let limit): "one conversation has more than \(limit) messages"
    case .notAMessage(let conversation, let message):
      "message \(message) of conversation \(conversation) has no role"
    case .notAResponse(let number):
      "entry \(number) has neither prompt nor response, as those of llm logs --json have"
    }
  }
}

/// Builds a session's events from what was asked and answered.
struct SessionBuilder {
  let created: Double
  private(set) var events: [SessionEvent] = []
  private var turn = 0
  private var model: String?
  private var settings: [String: JSONValue] = [:]
  private var t = 0.0

  /// - Parameter created: seconds since 1970.
  init(created: Double, title: String?) {
    self.created = created
    var meta = SessionMeta(title: title)
    meta.tags = ["imported"]
    add(.meta(meta))
  }

  mutating func use(_ name: String?) {
    let name = name ?? model ?? "imported"
    if model.hasBytes(of: name) { return }
    add(
      .pane(
        PaneEvent(
          pane: 1, action: model == nil ? .open : .model, name: name, model: ModelFacts())))
    model = name
  }

  mutating func set(_ name: String, _ value: JSONValue) {
    if settings[name] == value { return }
    settings[name] = value
    add(.settings(pane: 1, settings: [SettingEntry(name: name, value: value, source: "import")]))
  }

  mutating func ask(_ text: String, at time: Double? = nil) {
    if let time { t = max(t, time - created) }
    turn += 1
    add(.prompt(PromptEvent(turn: turn, panes: [1], text: text)))
  }

  /// The answer to what was asked last.
  mutating func answer(
    _ text: String, reason: GenerateStopReason = .stop, after seconds: Double? = nil,
    _ metrics: GenerateMetrics = GenerateMetrics()
  ) {
    if let seconds { t += max(0, min(seconds, 1e7)) }
    let result = GenerateResult(reason: reason, text: text, metrics: metrics)
    add(.done(DoneEvent(pane: 1, turn: turn, result: result)))
  }

  private mutating func add(_ body: SessionEvent.Body) {
    events.append(SessionEvent(t: t, body))
  }

  /// - Parameter app: who made a session of it.
  func session(app: String) -> ImportedSession {
    // Nothing is known of what it ran on.
    let machine = SessionHeader.Machine(cpu: "", cores: 0, memory: 0, kernels: "")
    return ImportedSession(
      header: SessionHeader(
        created: WallTime.text(created) ?? "1970-01-01T00:00:00Z", app: app, machine: machine),
      events: events)
  }
}
