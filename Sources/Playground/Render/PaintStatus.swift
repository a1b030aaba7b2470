import Cells
import GenerationAPI
import SessionLog

/// The status line: mode, title, recording; run mode, cores, memory.
extension Painter {
  mutating func paintStatus() {
    let area = layout.status
    if layout.arrangement == .tabs { return paintTabs(area) }
    drawMode(" TYPE ", " PANES ", at: area)
    // The title stands still between the modes.
    var column = area.column + 9
    let signs = recordingSigns
    let title = SafeText(view.replay?.title.firstLine ?? session.displayTitle)
    // What the title may have beside each form of the right part.
    let left = column + signs.reduce(0) { $0 + width($1.text) + 1 }
    let forms = statusForms
    func room(_ form: StatusForm) -> Int {
      area.endColumn - left - (form.isEmpty ? 1 : width(form) + 3)
    }
    let right = forms.first { room($0) >= min(width(title), 28) } ?? forms.last ?? []
    column = draw(
      title.elidingEnd(to: max(0, room(right)), widths: view.widths, sign: glyphs.ellipsis),
      column, area.row, .title)
    for sign in signs { column = draw(sign.text, column + 1, area.row, sign.role) }
    var end = area.endColumn - width(right) - 1
    for part in right { end = draw(part.text, end, area.row, part.role) }
  }

  @discardableResult
  private mutating func drawMode(_ type: SafeText, _ panes: SafeText, at area: Rect) -> Int {
    if view.replay != nil {
      return draw(type.string.count > 1 ? " REPLAY " : "R", area.column, area.row, .modeReplay)
    }
    return view.mode == .type
      ? draw(type, area.column, area.row, .modeType)
      : draw(panes, area.column, area.row, .modePanes)
  }

  private var recordingSigns: [(text: SafeText, role: Role)] {
    var signs: [(text: SafeText, role: Role)] = []
    if session.meta.star == true { signs.append((glyphs.star, .marked)) }
    if let replay = view.replay {
      let speed = replay.speedText(glyphs.times.string)
      signs.append(
        replay.isPlaying
          ? (SafeText("plays \(speed)"), .stateRun)
          : (SafeText("paused\(replay.speed == 1 ? "" : " \(speed)")"), .stateWait))
    }
    switch view.recording {
    case _ where view.replay != nil: break
    case .on: signs.append((glyphs.recording + "rec", .status))
    case .off: signs.append(("not saved", .stateWarn))
    case .readOnly: signs.append(("READ-ONLY", .stateWarn))
    case .failing: signs.append(("can't save", .stateError))
    }
    if view.isRaw { signs.append(("as written", .stateWait)) }
    if view.isLinked, session.panes.count > 1 { signs.append(("linked", .stateWait)) }
    if view.isZoomed, session.panes.count > 1 {
      signs.append(("zoomed", .status))
    }
    return signs
  }

  private typealias StatusForm = [(text: SafeText, role: Role)]

  private func width(_ form: StatusForm) -> Int { form.reduce(0) { $0 + width($1.text) } }

  /// The right part, the fullest form first: what is spent, and that nothing leaves this machine,
  /// goes last.
  private var statusForms: [StatusForm] {
    let cores = coresInUse.map { "\($0) cores" }
    let memory = memoryInUse.map { "mem \($0)" }
    let spending = SpendingLabel(session, view)
    let localOnly = view.isLocalOnly ? "local-only" : nil
    func joined(_ parts: [String?], _ separator: SafeText) -> StatusForm {
      var form: StatusForm = []
      let named =
        parts.map { ($0, Role.status) } + [(spending.text, spending.role), (localOnly, .status)]
      for case (let part?, let role) in named {
        if !form.isEmpty { form.append((separator, .status)) }
        form.append((SafeText(part), role))
      }
      return form
    }
    let runMode = runMode
    return [
      joined([runMode, coresInUse.map { "cores \($0)" }, memory], " \(glyphs.separator) "),
      joined([runMode, cores, memory], " "), joined([runMode, cores], " "), joined([cores], " "),
      joined([], " "),
    ]
  }

  /// "parallel", "queue", "queue 3/8": how many of those with a prompt have answered it.
  private var runMode: String {
    guard session.runMode != .parallel else { return session.runMode.word }
    let asked = session.panes.filter { $0.turns.last?.number == session.turn }
    guard asked.contains(where: \.isRunning) else { return session.runMode.word }
    return "\(session.runMode.word) \(asked.count { !$0.isRunning })/\(asked.count)"
  }

  /// Compute threads of models that run, of the cores there are.
  private var coresInUse: String? {
    guard let cores = session.machine?.cores else { return nil }
    var threads: [String: Int] = [:]
    for pane in session.panes {
      switch pane.activity {
      case .reading, .answering:
        if pane.readout.condition?.isRemote == true { continue }
        let model = pane.model.path ?? "pane \(pane.number)"
        threads[model] = max(threads[model] ?? 0, pane.readout.condition?.threads ?? 1)
      default: break
      }
    }
    let used = String(min(cores, threads.values.reduce(0, +)))
    let total = String(cores)
    return Figures.padded(used, total.utf8.count) + "/" + total
  }

  private var memoryInUse: String? {
    guard let rss = session.rss, let total = session.machine?.memory else { return nil }
    return "\(Figures.gibibytes(rss))/\(Figures.gibibytes(total))G"
  }

  // MARK: Tabs

  /// `T 1✓212 2▸51 3⋯       gemma-3-270m  1%`
  private mutating func paintTabs(_ area: Rect) {
    let chosen = layout.panes.first.flatMap { session.pane($0.number) }
    var right: SafeText = ""
    if let chosen {
      let paid = chosen.contextSize == nil ? chosen.costByNow?.text : nil
      let share =
        paid
        ?? Figures.percent(
          chosen.readout.contextTokens, of: chosen.contextSize, ascii: glyphs.isASCII)
      let signs = [view.isRaw ? "as written" : nil, view.isLinked ? "&" : nil, share]
      right = SafeText(signs.compactMap { $0 }.joined(separator: " "))
    }
    let forms = [true, false].map { withRates in session.panes.map { tab($0, withRate: withRates) }
    }
    let room = area.columns - 2 - width(right) - 1
    func total(_ tabs: [Tab]) -> Int { tabs.reduce(0) { $0 + $1.columns + 1 } }
    let tabs =
      forms.first { total($0) + 12 <= room } ?? forms.first { total($0) <= room } ?? forms[1]
    var column = drawMode("T", "P", at: area) + 1
    let rightStart = area.endColumn - width(right)
    let clip = Rect(column: 0, row: area.row, columns: rightStart, rows: 1)
    for (pane, tab) in zip(session.panes, tabs) {
      let isChosen = pane.number == chosen?.number
      let role = pane.stateMark.role
      draw(tab.text, column, area.row, role, isChosen ? .reverse : [], clip: clip)
      column = min(rightStart, column + tab.columns) + 1
    }
    if let chosen {
      let name = chosen.shownName.elidingMiddle(
        to: max(0, rightStart - column - 2), widths: view.widths, sign: glyphs.ellipsis)
      draw(name, rightStart - width(name) - 1, area.row, .title)
      draw(right, rightStart, area.row, .number)
    }
  }

  private typealias Tab = (text: SafeText, columns: Int)

  private func tab(_ pane: PaneState, withRate: Bool) -> Tab {
    let sign = pane.stateMark.text(glyphs)
    let rate = withRate ? Figures.shortRate(pane.readout.rate, ascii: glyphs.isASCII) : ""
    let shown = Figures.hasValue(rate) ? rate : ""
    let marked = view.marked.contains(pane.number) ? glyphs.marked.string : ""
    let text = SafeText("\(pane.number)\(marked)\(sign)\(shown)")
    // The rate has a field of three digits, so that the next tab does not move.
    return (text, width(text) + (withRate ? max(0, 3 - shown.utf8.count) : 0))
  }
}
