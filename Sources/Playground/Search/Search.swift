import Cells
import SessionLog

/// What is looked for in all panes.
struct Search: Sendable, Equatable {
  var query = ""
  /// The search line has the keyboard.
  var isTyping = true
  /// The match that was gone to last, in the chosen pane.
  var current: Current?
  /// What stood in the first line of panes when the search began.
  var before: [Int: ScrollAnchor]
  /// What was looked for before, which comes back where this is given up.
  var earlier: String?

  struct Current: Sendable, Equatable {
    var pane: Int
    var match: SearchMatch
  }

  var pattern: SearchPattern? { SearchPattern(query) }

  mutating func set(_ query: String) {
    self.query = String(query.unicodeScalars.prefix(SearchPattern.limit))
  }
}

/// How much was found.
struct SearchCount: Equatable {
  /// The chosen pane's number, and how many panes there are.
  var pane: Int
  var panes: Int
  /// From 1; nil where no match was gone to yet.
  var index: Int?
  var here: Int
  var all: Int

  init(_ session: SessionState, _ view: ViewState, cache: inout LayoutCache) {
    pane = (session.pane(view.chosen) ?? session.panes.first)?.number ?? 0
    panes = session.panes.count
    here = 0
    all = 0
    for open in session.panes {
      let matches = cache.matches(in: open, view)
      all += matches.all.count
      guard open.number == pane else { continue }
      here = matches.all.count
      if let current = view.search?.current, current.pane == pane {
        let index = matches.all.partition { !$0.isBefore(current.match.anchor) }
        if index < here { self.index = index + 1 }
      }
    }
  }

  /// The fullest form first.
  var forms: [String] {
    if all == 0 { return ["nothing found", "none"] }
    let number = index.map { "\($0)/\(here)" } ?? "\(here)"
    if panes == 1 { return [number] }
    return ["\(number) in pane \(pane), \(all) in all", "\(number), \(all) in all", number]
  }
}
