import Cells
import GenerationAPI
import SessionLog

/// The table across panes as values: what stands in it, in which order, and what is best.
struct PaneTable: Equatable {
  struct Cell: Equatable {
    var text: String
    /// What it is sorted and ranked by; nil where there is no final value.
    var number: Double?
    var isBest = false
    /// It was counted here, which is like no figure that was measured or said.
    var isEstimated = false
    /// Of a cost.
    var currency: String?
  }

  struct Row: Equatable {
    var pane: Int
    var mark: StateMark
    var cells: [TableColumn: Cell]
    /// The conditions its figures were taken under; nil where they are like no others'.
    var likeness: Set<Likeness>?
    /// The same, for figures that a cached prompt changes.
    var waitLikeness: Set<Likeness>?
    /// In words.
    var condition: String?
    /// Figures that could be ranked are there.
    var isFinal: Bool
  }

  let scope: TableView.Scope
  let columns: [TableColumn]
  private(set) var rows: [Row]
  /// What it shows, and in which order: "turn 3 by t/s, most first".
  let title: String
  /// Which figures were ranked, or why none were.
  private(set) var note: String?

  /// Turns of a session that its figures are taken from at most, the newest.
  static let turnLimit = 512

  init(_ session: SessionState, _ view: ViewState) {
    let table = view.table
    let scope = table.scope
    self.scope = scope
    let source = TableSource(session, glyphs: view.glyphs, turn: session.turn)
    rows = session.panes.map { source.row($0, scope) }
    var columns = TableColumn.columns(scope)
    // Settings are worth a column where they differ.
    for column in [TableColumn.temperature, .seed]
    where Set(rows.map { $0.cells[column]?.text }).count < 2 {
      columns.removeAll { $0 == column }
    }
    // And so is what prompt files expect, where there are any.
    for column in [TableColumn.shots, .expect, .reasoning, .cost]
    where rows.allSatisfy({ $0.cells[column] == nil }) {
      columns.removeAll { $0 == column }
    }
    self.columns = columns
    title = Self.title(session, table)
    markBest(view.glyphs)
    if let sort = table.sort { order(by: sort) }
  }

  /// The rows under one rule and, where that says nothing, in the panes' order.
  private mutating func order(by sort: TableView.Sort) {
    let column = sort.column
    func precedes(_ a: Row, _ b: Row) -> Bool {
      let (a, b) = (a.cells[column], b.cells[column])
      if column.isText {
        let (a, b) = (a?.text.lowercased() ?? "", b?.text.lowercased() ?? "")
        // What is not known stands last in either order.
        if a.isEmpty || b.isEmpty { return !a.isEmpty && b.isEmpty }
        return sort.isReversed
          ? b.utf8.lexicographicallyPrecedes(a.utf8) : a.utf8.lexicographicallyPrecedes(b.utf8)
      }
      guard let x = a?.number else { return false }
      guard let y = b?.number else { return true }
      return column.startsHigh != sort.isReversed ? x > y : x < y
    }
    // The standard library's sort is stable, but does not promise it.
    rows = rows.enumerated().sorted { a, b in
      if precedes(a.element, b.element) { return true }
      return !precedes(b.element, a.element) && a.offset < b.offset
    }.map(\.element)
  }

  private static func title(_ session: SessionState, _ table: TableView) -> String {
    let what =
      switch table.scope {
      case .turn: session.turn > 0 ? "turn \(session.turn)" : "no turn yet"
      case .session: "session"
      }
    guard let sort = table.sort else { return what }
    let order =
      if sort.column == .pane {
        sort.isReversed ? "last first" : "in order"
      } else if sort.column.isText {
        sort.isReversed ? "z to a" : "a to z"
      } else {
        sort.column.startsHigh != sort.isReversed ? "most first" : "least first"
      }
    return "\(what) by \(sort.column.name), \(order)"
  }

  // MARK: The best

  /// Marks the best of each column among panes under like conditions, and says among which.
  private mutating func markBest(_ glyphs: Glyphs) {
    let final = rows.filter(\.isFinal)
    guard final.count > 1 else {
      if rows.count > 1 { note = "nothing to rank" }
      return
    }
    let like = LikePanes(final.map { ($0.pane, $0.likeness) })
    let likeWaits = LikePanes(final.map { ($0.pane, $0.waitLikeness) })
    for column in columns {
      guard let better = column.better else { continue }
      // What an answer costs does not depend on what else ran.
      let panes =
        column == .cost
        ? paidAlike : column.countsReading ? likeWaits.ranked : like.ranked
      mark(column, better, among: panes)
    }
    note = note(final, like, likeWaits, glyphs)
  }

  /// Panes whose servers are paid in one currency, which more have than any other.
  private var paidAlike: Set<Int> {
    var groups: [String: Set<Int>] = [:]
    for row in rows where row.isFinal {
      guard let currency = row.cells[.cost]?.currency else { continue }
      groups[currency, default: []].insert(row.pane)
    }
    let most = groups.values.map(\.count).max() ?? 0
    let largest = groups.values.filter { $0.count == most }
    return largest.count == 1 ? largest[0] : []
  }

  private mutating func mark(
    _ column: TableColumn, _ better: TableColumn.Better, among panes: Set<Int>
  ) {
    let ranked = rows.indices.filter {
      guard let cell = rows[$0].cells[column], cell.number != nil else { return false }
      return panes.contains(rows[$0].pane) && !cell.isEstimated
    }
    let numbers = ranked.compactMap { rows[$0].cells[column]?.number }
    guard numbers.count > 1, let best = better == .more ? numbers.max() : numbers.min(),
      let text = ranked.compactMap({ rows[$0].cells[column] }).first(where: { $0.number == best })?
        .text
    else { return }
    // Figures that look alike are equally good; where all do, none is best.
    let equal = ranked.filter { rows[$0].cells[column]?.text == text }
    guard equal.count < ranked.count else { return }
    for index in equal { rows[index].cells[column]?.isBest = true }
  }

  private func note(
    _ final: [Row], _ like: LikePanes, _ likeWaits: LikePanes, _ glyphs: Glyphs
  ) -> String {
    func list(_ rows: [Row], besides words: String? = nil) -> String {
      var seen: [String] = []
      for row in rows {
        let words = row.condition ?? "not known"
        if !seen.contains(words) { seen.append(words) }
      }
      // What these words don't tell is how many threads and models there were.
      let isTold = seen.count > 1 || seen.first != (words ?? seen.first)
      return isTold ? seen.joined(separator: " and ") : "\(seen.first ?? ""), other threads"
    }
    guard !like.ranked.isEmpty else { return "no best: unlike conditions: \(list(final))" }
    let unlike = final.filter { !like.ranked.contains($0.pane) }
    let ranked = final.filter { like.ranked.contains($0.pane) }
    var text = "\(glyphs.best.string) best of " + paneNumbers(ranked.map(\.pane))
    if let words = ranked.first?.condition { text += " (\(words))" }
    if !unlike.isEmpty {
      text += "; unlike: " + paneNumbers(unlike.map(\.pane))
      text += " (\(list(unlike, besides: ranked.first?.condition)))"
    } else if likeWaits.ranked.count < final.count {
      text += "; ttft: prompts partly cached"
    }
    return text
  }
}
