import Cells

/// Looking at the help.
extension Updater {
  /// Opens the help where it tells of the keys that hold now.
  mutating func openHelp(cache: inout LayoutCache) {
    let title = view.replay == nil ? HelpText.panesTitle : HelpText.replayTitle
    let start = helpLines(&cache).firstIndex(of: .heading(title))
    view.help = view.mode == .panes ? min(start ?? 0, lastHelpLine(&cache)) : 0
  }

  private func helpLines(_ cache: inout LayoutCache) -> [HelpText.Line] {
    cache.helpLines(view, width: min(view.size.columns, HelpText.columns) - 4)
  }

  /// The first line of the last page.
  private func lastHelpLine(_ cache: inout LayoutCache) -> Int {
    HelpText.first(.max, lines: helpLines(&cache).count, rows: max(0, view.size.rows - 4))
  }

  mutating func showHelp(from first: Int, cache: inout LayoutCache) {
    view.help = max(0, min(first, lastHelpLine(&cache)))
  }

  mutating func handleInHelp(_ key: Key, first: Int, cache: inout LayoutCache) {
    switch key {
    case .plain("q"), .plain("?"), Key(.function(1)): view.overlay = nil
    default:
      let page = max(1, view.size.rows - 5)
      if let line = key.firstLine(after: first, page: page) { showHelp(from: line, cache: &cache) }
    }
  }
}
