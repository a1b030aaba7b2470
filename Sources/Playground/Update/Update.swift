import Cells
import SessionLog

/// Changes the view as an event says and returns what the main loop has to do. Never changes the
/// session. The cache is the one `render` uses: scrolling asks it where lines end.
public func update(
  _ view: inout ViewState, _ event: AppEvent, _ session: SessionState, cache: inout LayoutCache
) -> [Effect] {
  view.now = max(view.now, event.time)
  var updater = Updater(view: view, session: session)
  updater.handle(event, cache: &cache)
  view = updater.view
  return updater.effects
}

/// One event's work: the view as it changes, and the effects as they come.
struct Updater {
  var view: ViewState
  let session: SessionState
  var effects: [Effect] = []

  init(view: ViewState, session: SessionState) {
    self.view = view
    self.session = session
  }

  mutating func handle(_ event: AppEvent, cache: inout LayoutCache) {
    if let toast = view.toast, toast.end <= view.now { view.toast = nil }
    if let end = view.quitQuestion?.end, end <= view.now { view.quitQuestion = nil }
    switch event {
    case .input(let input, _): handle(input, cache: &cache)
    case .tick: break
    case .sessionChanged:
      forgetClosedPanes()
      guard view.replay == nil else { break }
      callIfAway()
      tellOfLadder()
      measureAgain()
      refreshXRay()
      refreshSessions()
    case .models(let choices, _): view.picker?.take(choices)
    case .listed(let server, let obstacle, _): view.picker?.listed(server, obstacle)
    case .consentNeeded(let hosts, _): ask(hosts)
    case .budget(let budgets, _): view.budgets = budgets
    case .details(let card, _): keep(card)
    case .prompts(let choices, _): take(choices)
    case .themes(let choices, _): showThemes(choices)
    case .xray(let xray, let obstacle, _): show(xray, obstacle)
    case .files(let files, _): take(files)
    case .measured(let size, _): note(size)
    case .promptSaved(let name, let path, let choices, _): saved(name, path, choices)
    case .exampleSaved(let example, let choices, _): saved(example, choices)
    case .exampleTakenBack(let example, let choices, _): takenBack(example, choices)
    case .climbed(let opened, let asked, _): climbed(opened: opened, asks: asked)
    case .opened(let pane, _): view.chosen = pane
    case .sessions(let choices, let today, _): take(choices, today: today)
    case .found(let found, let query, _): take(found, query: query)
    case .preview(let preview, _): take(preview)
    case .sessionDeleted(let deleted, let name, _): sessionDeleted(deleted, name)
    case .sessionThere(let path, let sentence, _): sessionIsThere(path, sentence)
    case .layouts(let names, _): view.layouts = names
    case .laidOut(let arrangement, let opened, let closed, let mode, _):
      keepForUndo(
        .layout(opened: opened, closed: closed, arrangement: view.arrangement, runMode: mode))
      view.arrangement = arrangement
      view.isZoomed = false
      view.marked = []
      view.chosen = opened.first ?? view.chosen
      toast("\(undoKey) brings the panes back that were open before")
    case .copied(let route, _): toast(route)
    case .earlierPrompts(let prompts, _): view.history.begin(with: prompts)
    case .edited(let text, _): takeEdited(text)
    case .recording(let recording, _): view.recording = recording
    case .notice(let text, _): toast(text)
    case .warning(let text, _):
      toast(text)
      view.toast?.end = view.now + Toast.warningDuration
    }
    if let time = view.sendTime, time <= view.now { sendNow() }
    lookThroughSessions()
  }

  private mutating func handle(_ input: Input, cache: inout LayoutCache) {
    switch input {
    case .key(let key):
      if !isLateSyllable(key), view.sendTime != nil { sendNow() }
      handle(key, cache: &cache)
    case .paste(let text):
      if view.typedSearch != nil { pasteIntoSearch(text, cache: &cache) } else { paste(text) }
    case .mouse(let mouse): handle(mouse, cache: &cache)
    case .focus(let isFocused): view.isFocused = isFocused
    case .resize(let size): view.size = size
    case .lost: effects.append(.quit)
    }
  }

  mutating func toast(_ text: String) {
    view.toast = Toast(text: text, end: view.now + Toast.duration)
    view.messages.add(text, at: view.now)
  }

  private mutating func toast(_ route: CopyRoute) {
    let what = "copied" + (view.copying.map { " \($0)," } ?? "")
    view.copying = nil
    switch route {
    case .tmux: toast("\(what) by way of tmux")
    case .osc52: toast("\(what) by OSC 52; a terminal may ignore it")
    case .file(""): toast("too long for the clipboard, and a private session writes no file")
    case .file(let path): toast("\(what) to \(path)")
    }
  }

  /// Rings when answers that took long are there and nobody is looking.
  private mutating func callIfAway() {
    if !session.runningPanes.isEmpty {
      view.busySince = view.busySince ?? view.now
      return
    }
    guard let start = view.busySince else { return }
    view.busySince = nil
    guard !view.isFocused, view.now - start >= Self.longTurn else { return }
    effects.append(.ring("lineup: \(session.displayTitle) is answered"))
  }

  /// Seconds after which somebody may have gone away.
  static let longTurn = 10.0

  private mutating func forgetClosedPanes() {
    let open = Set(session.panes.map(\.number))
    view.marked.formIntersection(open)
    view.picked = view.picked.filter { open.contains($0.key) }
    view.scrolled = view.scrolled.filter { open.contains($0.key) }
    view.left = view.left.filter { open.contains($0.key) }
    if !open.contains(view.chosen), let first = session.panes.first { view.chosen = first.number }
    if view.quitQuestion == .running, session.runningPanes.isEmpty { view.quitQuestion = nil }
  }

  private mutating func paste(_ text: String) {
    if view.sendTime != nil { sendNow() }
    view.holdEnd = nil
    if let overlay = view.overlay, pasted(text, into: overlay) { return }
    if view.replay != nil { return toast("this is a replay: nothing is typed here") }
    view.pendingPrefix = nil
    view.overlay = nil
    view.quitQuestion = nil
    view.mode = .type
    if !view.draft.insert(text) {
      toast("the draft holds \(Draft.byteLimit / 1_048_576) MiB: the end of the paste is left out")
    }
  }
}
