import Cells
import SessionLog

/// The picture of a session as a viewer sees it. The same values give the same frame.
public func render(
  _ session: SessionState, _ view: ViewState, size: Size, theme: Theme,
  cache: inout LayoutCache
) -> Frame {
  var painter = Painter(session, view, size: size, theme: theme)
  painter.paint(cache: &cache)
  cache.endFrame()
  return painter.frame
}

/// A frame in the making, with what everything drawn into it depends on.
struct Painter {
  var frame: Frame
  let session: SessionState
  let view: ViewState
  let glyphs: Glyphs
  let layout: ScreenLayout
  let draft: DraftPlace

  init(_ session: SessionState, _ view: ViewState, size: Size, theme: Theme) {
    self.session = session
    self.view = view
    glyphs = view.glyphs
    frame = Frame(size: size, theme: theme)
    frame.widths = view.widths
    draft = DraftPlace(session, view, size: size)
    layout = ScreenLayout(
      LayoutInputs(
        size: size, panes: session.panes.map(\.number), chosen: view.chosen,
        isZoomed: view.isZoomed, arrangement: view.arrangement, draftRows: draft.rows,
        dockRows: view.dockRows(session)))
  }

  mutating func paint(cache: inout LayoutCache) {
    frame.title = windowTitle
    guard layout.arrangement != .tooSmall else { return paintApology() }
    paintStatus()
    for place in layout.panes {
      guard let pane = session.pane(place.number) else { continue }
      paint(pane, at: place, cache: &cache)
    }
    if layout.panes.isEmpty { paintEmpty() }
    if let dock = layout.dock { paintDock(dock) }
    paintComposer()
    paintHints(cache: &cache)
    switch view.overlay {
    case .help(let first): paintHelp(from: first, cache: &cache)
    case .picker(let picker): paint(picker)
    case .details(let first): paintDetails(from: first)
    case .table: if layout.dock == nil { paintTable() }
    case .themes(let picker): paint(picker)
    case .prompts(let picker): paint(picker)
    case .sessions(let list): paint(list)
    case .inputs(let form): paint(form)
    case .xray(let shown): paint(shown, cache: &cache)
    case .settings(let form): paint(form)
    case .palette(let palette): paint(palette)
    case .messages(let first): paintMessages(from: first)
    case .history: break
    case nil: if let pending = view.pendingPrefix { paint(pending) }
    }
    if view.asksConsent, let question = view.consent { paint(question) }
  }

  /// Draws text and returns the column after it.
  @discardableResult
  mutating func draw(
    _ text: SafeText, _ column: Int, _ row: Int, _ role: Role, _ attributes: Attributes = [],
    clip: Rect? = nil
  ) -> Int {
    frame.draw(
      text, at: Point(column: column, row: row), role: role, attributes: attributes, clip: clip)
  }

  func width(_ text: SafeText) -> Int { view.widths.of(text) }

  /// A sign repeated until a column.
  mutating func drawLine(_ sign: SafeText, from column: Int, to end: Int, row: Int, _ role: Role) {
    guard end > column else { return }
    frame.fill(
      Rect(column: column, row: row, columns: end - column, rows: 1), with: sign, role: role)
  }

  private mutating func paintApology() {
    let minimum = ScreenLayout.minimum
    let text =
      "Lineup needs \(minimum.columns)\(glyphs.times.string)\(minimum.rows) cells; "
      + "these are \(frame.size.columns)\(glyphs.times.string)\(frame.size.rows)."
    for (row, line) in wrap(text, width: frame.size.columns, widths: view.widths).enumerated() {
      let end = draw(line.text, 0, row, .text)
      if row < frame.size.rows {
        frame.caret = Point(column: min(end, max(0, frame.size.columns - 1)), row: row)
      }
    }
  }

  private mutating func paintEmpty() {
    let area = Rect(
      column: 0, row: layout.status.endRow, columns: frame.size.columns,
      rows: (layout.separator ?? layout.composer).row - layout.status.endRow)
    let key = (view.mode == .type ? "Esc " : "") + view.keys.key(for: .add)
    let text = SafeText(
      view.replay == nil ? "No pane is open; \(key) opens one." : "No pane is open.")
    draw(
      text, max(0, (area.columns - width(text)) / 2), area.row + area.rows / 2, .textDim,
      clip: area)
  }

  /// How many panes answer and how many are done, and the session's title.
  private var windowTitle: SafeText {
    let running = session.panes.filter(\.isRunning).count
    let done = session.panes.filter { if case .ended = $0.activity { true } else { false } }.count
    var parts: [String] = []
    if running > 0 { parts.append("\(running)▸") }
    if done > 0 { parts.append("\(done)✓") }
    return SafeText((parts + [session.displayTitle]).joined(separator: " "))
  }
}

extension SessionState {
  /// The session's title, or what stands for one.
  var displayTitle: String {
    guard let title = meta.title, !title.isEmpty else { return "new session" }
    return title.firstLine
  }

  /// Panes with a prompt that is not answered yet.
  var runningPanes: [PaneState] { panes.filter(\.isRunning) }
}

extension PaneState {
  /// It has a prompt that is not answered yet.
  var isRunning: Bool {
    switch activity {
    case .queued, .reading, .answering, .waiting: true
    case .loading: turns.last?.isWaiting ?? false
    case .idle, .ended, .failed: false
    }
  }
}
