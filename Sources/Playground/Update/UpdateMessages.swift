import Cells

/// Looking at what was said.
extension Updater {
  mutating func openMessages() { view.overlay = .messages(first: MessageLines.last(view)) }

  mutating func showMessages(from first: Int) {
    view.overlay = .messages(first: max(0, min(first, MessageLines.last(view))))
  }

  mutating func handleInMessages(_ key: Key, first: Int) {
    if key == .plain("q") {
      view.overlay = nil
    } else if let line = key.firstLine(after: first, page: max(1, view.size.rows - 5)) {
      showMessages(from: line)
    }
  }
}
