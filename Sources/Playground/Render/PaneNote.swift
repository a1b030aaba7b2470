import Cells
import GenerationAPI
import SessionLog

/// What stands below a conversation: how far it is, or how it ended and what to do next.
enum PaneNote {
  static func lines(of pane: PaneState, view: ViewState) -> [(text: String, role: Role)] {
    let glyphs = view.glyphs
    let mark = StateMark(pane.activity)
    func note(_ text: String, _ role: Role? = nil) -> (text: String, role: Role) {
      (mark.text(glyphs).string + " " + text.beginning, role ?? mark.role)
    }
    let context = ContextNote.lines(of: pane, view) + limits(of: pane)
    switch pane.activity {
    case .idle:
      guard let last = pane.turns.last else { return [(pane.invitation.string, .textDim)] }
      // The program ended before its model was asked.
      return last.variant == nil
        ? [("not answered", .textDim)] + next("answers it", view) : []
    case .loading(let done, let total):
      return [note(loading(pane, done, total, bar: glyphs))]
        + (pace(of: pane, done, total).map { [($0, .textDim)] } ?? [])
    case .queued:
      if let host = view.consent?.host(of: pane.number) {
        return [note("waits: may the prompt go to \(host.singleLine)?")]
      }
      return [note("waits for its turn")]
    case .reading where pane.isServer: return [note("waits for the server")]
    case .waiting(let wait):
      let stop = view.replay == nil ? "; \(key(for: .stop, view)) gives up" : ""
      let next = wait.attempt > 1 ? "then comes try \(wait.attempt)" : "it was not sent yet"
      return [note(wait.phrase), (next + stop, .textDim)]
    case .reading(let done, let total):
      let bar = Meters.bar(done, of: total, cells: 10, isASCII: glyphs.isASCII)
      return [note("reading \(done)/\(total)  \(bar)")]
    case .answering:
      return context
    case .failed(let reason):
      return [note(reason)] + next(pane.isFetching ? "fetches it again" : "opens it again", view)
    case .ended(let reason):
      let result = pane.turns.last?.result
      switch reason {
      case .stop where result?.text.isEmpty == true:
        return [("an empty answer: what came first ended it", .textDim)] + context
      case .stop: return (result?.error.map { [note($0, .textDim)] } ?? []) + context
      case .length:
        if ContextRoom(pane)?.isFull == true {
          // What was cut off is the answer's end.
          return context.enumerated().map { $0 == 0 ? note($1.text, $1.role) : $1 }
        }
        let limit = "limit of \(result?.metrics.tokens ?? 0) tokens"
        return [note((result?.error ?? limit) + goesOn(pane, view), .textDim)] + context
      case .cancelled:
        let what = result?.error ?? "stopped by you"
        return [note(what + goesOn(pane, view), .textDim)] + context
      case .cut:
        let why = result?.error.map { ": \($0.firstLine)" } ?? ""
        return [note("cut off" + why + goesOn(pane, view))] + context
      case .error:
        // To try the same once more would not help.
        if !context.isEmpty { return [note(result?.error ?? "failed")] + context }
        return [note(result?.error ?? "failed")] + next("tries again", view)
      }
    }
  }

  /// That a server's quota is nearly used up.
  private static func limits(of pane: PaneState) -> [(text: String, role: Role)] {
    switch pane.activity {
    case .answering, .ended: pane.limits?.warning.map { [("! " + $0, .stateWarn)] } ?? []
    case .idle, .loading, .queued, .reading, .waiting, .failed: []
    }
  }

  /// In one line, for a strip: what there is to wait for or what went wrong; nil where the last
  /// words say more.
  static func strip(of pane: PaneState) -> (text: SafeText, role: Role)? {
    switch pane.activity {
    case .loading(let done, let total):
      let text = [loading(pane, done, total, bar: nil), pace(of: pane, done, total)]
      return (SafeText(text.compactMap { $0 }.joined(separator: "  ")), .stateWait)
    case .queued: return ("waits for its turn", .stateWait)
    case .reading where pane.isServer: return ("waits for the server", .stateWait)
    case .waiting(let wait): return (SafeText(wait.phrase), .stateWarn)
    case .reading(let done, let total): return ("reading \(done)/\(total)", .stateWait)
    case .failed(let reason): return (SafeText(reason.firstLine), .stateError)
    case .ended(.error):
      return (SafeText((pane.turns.last?.result?.error ?? "failed").firstLine), .stateError)
    case .ended(.cancelled):
      return (SafeText((pane.turns.last?.result?.error ?? "stopped by you").firstLine), .textDim)
    case .ended(.cut) where pane.turns.last?.result?.error != nil:
      return (SafeText("cut off: \((pane.turns.last?.result?.error ?? "").firstLine)"), .stateWarn)
    case .ended(.length) where ContextRoom(pane)?.isFull == true:
      return ("the context is full", .stateWarn)
    case .idle where pane.turns.isEmpty: return (pane.invitation, .textDim)
    case .idle, .answering, .ended: return nil
    }
  }

  /// "loading 43%  ⣿⣿⣿⣿⣇⣀⣀⣀⣀⣀  102/242 MiB"
  private static func loading(
    _ pane: PaneState, _ done: Int, _ total: Int, bar glyphs: Glyphs?
  ) -> String {
    let word = pane.isFetching ? "fetching" : "loading"
    guard total > 0 else { return word }
    let bar = glyphs.map { Meters.bar(done, of: total, cells: 10, isASCII: $0.isASCII) }
    return [
      "\(word) \(Figures.percentage(done, of: total))%", bar?.string,
      "\(Figures.mebibytes(done))/\(Figures.mebibytes(total)) MiB",
    ].compactMap { $0 }.joined(separator: glyphs == nil ? " " : "  ")
  }

  /// "4.93 MiB/s, 2:05 left"; nil for what is here already, and until it can be told.
  private static func pace(of pane: PaneState, _ done: Int, _ total: Int) -> String? {
    guard pane.isFetching, let left = pane.fetchPace.secondsLeft(done: done, total: total) else {
      return nil
    }
    let rate = Figures.bytes(Int(min(pane.fetchPace.bytesPerSecond, 1e15)))
    return "\(rate)/s, \(SessionLength.text(left)) left"
  }

  private static func goesOn(_ pane: PaneState, _ view: ViewState) -> String {
    guard view.replay == nil else { return "" }
    if pane.isServer { return "; \(key(for: .retry, view)) asks again" }
    if pane.canGoOn { return "; \(key(for: .goOn, view)) goes on" }
    return pane.contextIsFull ? "" : "; \(key(for: .retry, view)) answers again"
  }

  /// What retrying does; nothing where a saved session is only looked at.
  private static func next(_ what: String, _ view: ViewState) -> [(text: String, role: Role)] {
    view.replay == nil ? [("\(key(for: .retry, view)) \(what)", .textDim)] : []
  }

  /// How a command of PANES is called in the mode there is.
  private static func key(for action: Action, _ view: ViewState) -> String {
    (view.mode == .panes ? "" : "Esc ") + view.keys.key(for: action)
  }
}

extension PaneState {
  /// What the model will do with a prompt.
  var invitation: SafeText {
    if isServer { return serverInvitation }
    guard model.format != nil else { return "ready" }
    return isBase ? "base: only continues text, each prompt by itself" : "instruct: answers"
  }

  /// A model without a chat template.
  var isBase: Bool { model.format == "plain" }
}
