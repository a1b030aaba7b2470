import Cells
import GenerationAPI
import SessionLog

/// What a pane says of a context that is full, or soon is: nothing is cut without a word.
enum ContextNote {
  typealias Note = (text: String, role: Role)

  /// Stands below an answer, while it is written and afterwards.
  static func lines(of pane: PaneState, _ view: ViewState) -> [Note] {
    guard let room = ContextRoom(pane) else { return [] }
    switch pane.activity {
    case .answering:
      guard let text = room.warning(answering: pane.readout.tokens ?? 1) else { return [] }
      return [("! " + text, .stateWarn)]
    case .ended(.error):
      return refusal(of: pane, room, view)
    case .ended(let reason):
      if room.isFull, reason == .length { return [full(room), help(pane, view)] }
      // A base model begins each prompt anew.
      if pane.isBase { return [] }
      if room.isFull { return [("! the context is full", .stateWarn), help(pane, view)] }
      guard let text = room.warning else { return [] }
      return [("! " + text, .stateWarn)]
    case .idle, .loading, .queued, .reading, .waiting, .failed:
      return []
    }
  }

  private static func full(_ room: ContextRoom) -> Note {
    (
      "the answer is cut off here: the context of \(room.size) tokens is full", .stateWarn
    )
  }

  /// A prompt that was longer than the context.
  private static func refusal(of pane: PaneState, _ room: ContextRoom, _ view: ViewState) -> [Note]
  {
    guard let prompt = pane.turns.last?.result?.metrics.promptTokens, prompt > room.size else {
      return []
    }
    return [help(pane, view)]
  }

  private static func help(_ pane: PaneState, _ view: ViewState) -> Note {
    let before = view.mode == .panes ? "" : "Esc "
    let more = "\(before)p gives it more room (ctx-size)"
    return (pane.isBase ? more : "\(more); \(before)a opens a pane that begins anew", .textDim)
  }

  /// What stays below an answer once others came after it, where it is not whole or is left out.
  static func mark(of turn: Turn, in pane: PaneState, _ view: ViewState) -> Note? {
    guard let result = turn.result, result.reason != .stop else { return nil }
    let metrics = result.metrics
    let isFull = pane.contextSize.map { metrics.promptTokens + metrics.tokens > $0 } ?? false
    let text =
      switch result.reason {
      case .stop: ""
      case .length where isFull: "cut off here: the context was full"
      case .length: "cut off here: limit of \(metrics.tokens) tokens"
      case .cancelled: "stopped by you"
      case .cut: "cut off here"
      case .error where turn.isRefused && !pane.isBase:
        "not answered, and not included in what follows"
      case .error: "not answered to its end"
      }
    let mark = StateMark(result.reason)
    return (mark.text(view.glyphs).string + " " + text, .textDim)
  }

  /// Stands above a base model's last prompt, where others were before it.
  static let afresh = "not included: what is above; each prompt stands by itself"
}
