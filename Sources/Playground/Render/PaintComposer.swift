import Cells
import SessionLog

/// How much room the draft takes, before anything is placed.
struct DraftPlace {
  /// Columns before the text: ` › `.
  static let indent = 3

  let layout: DraftLayout
  /// Rows the draft would fill, at most a third of the screen.
  let rows: Int
  /// To whom it goes, where the draft's own line says so.
  let label: SafeText

  init(_ session: SessionState, _ view: ViewState, size: Size) {
    let words = [
      SendTargets(session, view).shortLabel.string, DraftPrompts(session, view).shortLabel,
    ]
    label =
      size.rows >= 16 || view.replay != nil
      ? "" : SafeText(words.compactMap { $0 }.joined(separator: "  "))
    let taken = Self.indent + 1 + (label.isEmpty ? 0 : view.widths.of(label) + 2)
    layout = DraftLayout(width: size.columns - taken, widths: view.widths)
    rows = layout.rowCount(of: view.shownDraft, limit: max(1, size.rows / 3))
  }
}

extension Painter {
  mutating func paintComposer() {
    if let replay = view.replay { return paintTimeline(replay) }
    let area = layout.composer
    if let separator = layout.separator { paintSeparator(separator) }
    let (rows, caret) = draft.layout.window(of: view.shownDraft, height: area.rows)
    let isActive = view.mode == .type
    draw(glyphs.composer, 1, area.row, isActive ? .prompt : .textDim)
    let role: Role = view.shownDraft.isExample || !isActive ? .textDim : .text
    for (index, row) in rows.enumerated() {
      draw(row.text, DraftPlace.indent, area.row + index, role, clip: area)
    }
    if !draft.label.isEmpty {
      draw(draft.label, area.endColumn - width(draft.label) - 1, area.row, .status)
    }
    frame.caret = Point(
      column: min(area.endColumn - 1, DraftPlace.indent + caret.column), row: area.row + caret.row)
  }

  /// `── to all 2 ──────────────────────────────────────── 3 lines ──`
  private mutating func paintSeparator(_ area: Rect) {
    drawLine(
      glyphs.light.horizontal, from: area.column, to: area.endColumn, row: area.row, .border)
    let targets = SendTargets(session, view)
    let role: Role = targets.isMarked ? .hintKey : .status
    let left = targets.label(glyphs, columns: area.columns - 8, widths: view.widths)
    let end = draw(" \(left) ", area.column + 2, area.row, role)
    let size = draftSize
    let start = area.endColumn - 2 - width(size) - 2
    if !size.isEmpty, start > end { draw(" \(size) ", start, area.row, .status) }
  }

  /// What a draft holds that cannot be seen at once.
  private var draftSize: SafeText {
    let prompt = DraftPrompts(session, view).label(glyphs)
    if view.shownDraft.isExample, prompt == nil { return "an example: type your own" }
    var parts: [String] = []
    if let prompt, view.editing == nil { parts.append(prompt) }
    if view.editing != nil, session.runningPanes.isEmpty {
      parts.append("\(view.keys.key(for: .interrupt, in: .everywhere)) drops the edit")
    }
    if view.shownDraft.lines.count > 1 { parts.append("\(view.shownDraft.lines.count) lines") }
    if view.shownDraft.byteCount >= 10_000 {
      parts.append("\(view.shownDraft.byteCount / 1000) kB")
    }
    return SafeText(parts.joined(separator: "  "))
  }
}
