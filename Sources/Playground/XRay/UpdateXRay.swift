import Cells
import SessionLog

/// The X-ray has the keyboard.
extension Updater {
  mutating func openXRay() {
    let pane = session.pane(chosenNumber)
    lookThrough(ofDraft: pane?.turns.allSatisfy { $0.variant == nil } ?? true)
  }

  /// Asks what a pane's model was given, or would be.
  private mutating func lookThrough(ofDraft: Bool) {
    var shown = XRayView(isOfDraft: ofDraft)
    if let pane = session.pane(chosenNumber), pane.isServer, !ofDraft {
      return lookBack(pane, shown)
    }
    if case .loading = session.pane(chosenNumber)?.activity { shown.waitsForModel = true }
    view.overlay = .xray(shown)
    let prompts = DraftPrompts(session, view)
    let draft = view.draft.text
    var inputs: [String: String] = [:]
    if ofDraft, prompts.wantsForm {
      inputs = InputForm(prompts.variables, view.draft, view.values)?.written ?? [:]
    } else if ofDraft, draft.utf8.first == UInt8(ascii: "@") {
      inputs = Dictionary(uniqueKeysWithValues: prompts.values(draft))
    }
    effects.append(
      .xray(
        pane: chosenNumber, draft: ofDraft ? draft : nil, inputs: inputs,
        prompt: ofDraft ? prompts.example?.name : nil))
  }

  /// What a server was given stands in the log.
  private mutating func lookBack(_ pane: PaneState, _ shown: XRayView) {
    var shown = shown
    if let turn = pane.turns.last(where: { $0.variant != nil }), let variant = turn.variant,
      let text = pane.rendered(turn: turn.number, variant: variant.number)
    {
      shown.shown = XRay(
        pane: pane.number, turn: turn.number, variant: variant.number,
        format: pane.model.format ?? "chat", text: text)
    } else {
      shown.obstacle =
        pane.turns.isEmpty
        ? "it was asked nothing yet; d shows what the draft would be"
        : "what it was given is not known any more; a retry changes that"
    }
    view.overlay = .xray(shown)
  }

  /// Looks once more as soon as the model is there.
  mutating func refreshXRay() {
    guard case .xray(let shown) = view.overlay, shown.waitsForModel else { return }
    if case .loading = session.pane(chosenNumber)?.activity { return }
    lookThrough(ofDraft: shown.isOfDraft)
  }

  mutating func show(_ xray: XRay?, _ obstacle: String?) {
    guard case .xray(var shown) = view.overlay else { return }
    if let xray, xray.pane != chosenNumber { return }
    shown.shown = xray
    shown.obstacle = obstacle
    view.overlay = .xray(shown)
  }

  mutating func handleInXRay(_ key: Key, _ shown: XRayView, cache: inout LayoutCache) {
    let page = max(1, view.size.rows - 10)
    if let line = key.firstLine(after: shown.first, page: page) {
      return scrollXRay(shown, to: line, cache: &cache)
    }
    switch key.onLatinKeyboard {
    case Key(.right), .plain("l"), Key(.tab): chooseInXRay(by: 1, shown)
    case Key(.left), .plain("h"), Key(.backTab), Key(.tab, .shift): chooseInXRay(by: -1, shown)
    case .plain("d"): lookThrough(ofDraft: !shown.isOfDraft)
    case .plain("y"):
      let bytes = shown.shown?.tokens.flatMap { $0.bytes } ?? []
      effects.append(.copy(shown.shown?.text ?? String(decoding: bytes, as: UTF8.self)))
    case .plain("q"), .plain("x"): view.overlay = nil
    default:
      guard let number = paneNumber(of: key) else {
        return toast("\(key.name) does nothing here; Esc closes")
      }
      view.chosen = number
      lookThrough(ofDraft: shown.isOfDraft)
    }
  }

  private mutating func chooseInXRay(by step: Int, _ shown: XRayView) {
    let numbers = session.panes.map(\.number)
    guard let index = numbers.firstIndex(of: chosenNumber) else { return }
    view.chosen = numbers[(index + step + numbers.count) % numbers.count]
    lookThrough(ofDraft: shown.isOfDraft)
  }

  mutating func scrollXRay(_ shown: XRayView, to line: Int, cache: inout LayoutCache) {
    guard let xray = shown.shown else { return }
    let place = XRayPlace(xray, session, view, size: view.size)
    let count = cache.lines(of: xray, view, width: place.width).count
    var shown = shown
    shown.first = max(0, min(line, count - place.rows))
    view.overlay = .xray(shown)
  }
}

/// How much room an X-ray has.
struct XRayPlace {
  let head: [(text: String, role: Role)]
  /// Cells of its lines.
  let width: Int
  /// Rows under its head.
  let rows: Int

  static let columns = 120

  init(_ xray: XRay, _ session: SessionState, _ view: ViewState, size: Size) {
    width = max(1, min(size.columns, Self.columns) - 4)
    var head: [(String, Role)] = []
    for (text, role) in XRayHead.lines(xray, session, view) {
      // What is too long for two lines says the least.
      let lines = wrap(text, width: width, widths: view.widths).map(\.text)
      for (index, line) in lines.prefix(2).enumerated() {
        let sign = view.glyphs.ellipsis
        let isCut = index == 1 && lines.count > 2
        let shown =
          isCut ? (line + sign).elidingEnd(to: width, widths: view.widths, sign: sign) : line
        head.append((shown.string, role))
      }
    }
    let room = size.rows - 4
    self.head = room >= 12 ? head : Array(head.prefix(2))
    rows = max(1, room - self.head.count - 1)
  }
}
