/// The tokens of the last answers of each pane, by their ids, which a session's state does not keep.
public struct AnswerTokens: Sendable, Equatable {
  public struct Answer: Sendable, Equatable {
    public var turn: Int
    public var variant: Int
    /// The exact text the model was given.
    public var rendered: String
    public var ids: [Int] = []
    /// Nil where the generation began before the session was read.
    public var parts: PromptParts?
  }

  /// Of each pane the answers that began last, newest last.
  public private(set) var answers: [Int: [Answer]] = [:]

  /// So many are kept of a pane.
  public static let limit = 8

  public init() {}

  public mutating func apply(_ event: SessionEvent) {
    switch event.body {
    case .pane(let pane) where pane.action == .open:
      guard let source = pane.copies, answers[pane.pane] == nil else { return }
      answers[pane.pane] = answers[source]
    case .start(let start):
      var known = answers[start.pane] ?? []
      var answer = Answer(
        turn: start.turn, variant: start.variant, rendered: start.rendered, parts: start.parts)
      if let index = known.firstIndex(where: {
        $0.turn == start.turn && $0.variant == start.variant
      }) {
        let before = known.remove(at: index)
        answer.ids = Array(before.ids.prefix(max(0, start.continues ?? 0)))
      }
      known.append(answer)
      if known.count > Self.limit { known.removeFirst() }
      answers[start.pane] = known
    case .token(let pane, let token):
      guard let last = answers[pane]?.indices.last, let id = token.id else { return }
      answers[pane]?[last].ids.append(id)
    default: break
    }
  }
}
