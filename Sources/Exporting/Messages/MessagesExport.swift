import GenerationAPI
import JSON
import Prompts
import SessionLog

/// A session's conversations as OpenAI messages: JSON Lines, one conversation a line.
///
/// A turn with a prompt file begins afresh, so it is a conversation of its own: the file's system
/// message, its examples as the messages they were, the question and the answer.
public enum MessagesExport {
  public static func text(_ session: SessionState, id: String? = nil) -> String {
    session.exportedPanes.flatMap { lines(of: $0, session, id) }.joined()
  }

  private static func lines(
    of pane: PaneState, _ session: SessionState, _ id: String?
  ) -> [String] {
    var lines: [String] = []
    var conversation: [ChatMessage] = []
    var turns: [Int] = []
    func end() {
      if !turns.isEmpty { lines.append(line(conversation, turns, pane, session, id)) }
      conversation = []
      turns = []
    }
    for turn in pane.turns where !turn.isRefused {
      let answer = turn.answer
      if let use = turn.question.use {
        end()
        conversation = messages(use, turn)
        if turn.isAnswered { conversation.append(ChatMessage(.assistant, answer)) }
        turns = [turn.number]
        end()
        continue
      }
      if turns.isEmpty, let system = system(of: turn, in: pane) {
        conversation.append(ChatMessage(.system, system))
      }
      turns.append(turn.number)
      conversation.append(ChatMessage(.user, turn.prompt))
      if turn.isAnswered { conversation.append(ChatMessage(.assistant, answer)) }
    }
    end()
    return lines
  }

  /// What a prompt file made of the question; the question alone where it can't be read any more.
  private static func messages(_ use: PromptUse, _ turn: Turn) -> [ChatMessage] {
    guard let template = try? PromptTemplate(json: use.prompt),
      let filled = try? template.filled(use.inputs, shots: use.shots)
    else { return [ChatMessage(.user, turn.prompt)] }
    return filled.messages
  }

  private static func system(of turn: Turn, in pane: PaneState) -> String? {
    let settings = turn.variant?.settings ?? pane.settings
    return settings.first { $0.name == "system" }?.value.text
  }

  private static func line(
    _ messages: [ChatMessage], _ turns: [Int], _ pane: PaneState, _ session: SessionState,
    _ id: String?
  ) -> String {
    var metadata = [
      JSONField("pane", .integer(pane.number)), JSONField("name", .string(pane.name)),
      JSONField("turns", .array(turns.map(JSONValue.integer))),
    ]
    if let id { metadata.insert(JSONField("session", .string(id)), at: 0) }
    if let title = session.meta.title { metadata.append(JSONField("title", .string(title))) }
    if let header = session.header, !header.created.isEmpty {
      metadata.append(JSONField("created", .string(header.created)))
    }
    return JSONValue.object([
      JSONField("messages", messages.json),
      JSONField("model", .string(pane.model.source ?? pane.name)),
      JSONField("metadata", .object(metadata)),
    ]).write() + "\n"
  }
}

extension Turn {
  /// An answer may be empty, unless it did not come to its end.
  fileprivate var isAnswered: Bool {
    switch result?.reason {
    case .stop, .length: true
    case .cancelled, .cut, .error, nil: !answer.isEmpty
    }
  }
}
