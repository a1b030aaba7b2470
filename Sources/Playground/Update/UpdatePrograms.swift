import Cells
import SessionLog

/// The pager, the editor and the mouse.
extension Updater {
  mutating func openPager() {
    guard let pane = session.pane(chosenNumber) else { return }
    effects.append(.page(CopiedTexts.markdown([pane])))
  }

  /// What the editor left is the draft now.
  mutating func takeEdited(_ text: String) {
    view.mode = .type
    let isUnchanged = view.draft.isExample ? text.isEmpty : text == view.draft.text
    if isUnchanged { return }
    if !view.draft.isBlank, !view.draft.isExample { keepForUndo(.draft(view.draft)) }
    view.draft = Draft(text)
  }

  mutating func toggleMouse() {
    view.hasMouse.toggle()
    effects.append(.setMouse(view.hasMouse))
    let key = view.mode == .type ? "Esc M" : "M"
    toast(
      view.hasMouse
        ? "clicks and the wheel work here again"
        : "the mouse selects text now, as the terminal does it; \(key) takes it back")
  }
}
