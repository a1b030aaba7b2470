import Cells

/// Looking at what was said.
extension Updater {
  mutating func openMessages() { view.overlay = .messages(first: MessageLines.last(view)) }

  mutating func showMessages(from first: Int) {
    view.overlay = .messages(first: max(0, min(first, MessageLines.last(view))))
  }

  mutating func handleInMessages(_ key: Key, first: Int) {
    let page = max(1, view.size.rows - 5)
    switch key {
    case Key(.up), .plain("k"): showMessages(from: first - 1)
    case Key(.down), .plain("j"), Key(.enter): showMessages(from: first + 1)
    case Key(.pageUp), .plain("b"): showMessages(from: first - page)
    case Key(.pageDown), .plain("f"), .plain(" "): showMessages(from: first + page)
    case Key(.home), .plain("g"): showMessages(from: 0)
    case Key(.end), .plain("G"): showMessages(from: .max)
    case .plain("q"): view.overlay = nil
    default: break
    }
  }
}
