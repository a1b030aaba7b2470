import Cells
import GenerationAPI
import SessionLog

/// A line for every answer a pane gave, the newest first.
extension DetailsText {
  /// So many lines at most, however long the conversation is.
  static let historyLimit = 100

  mutating func addHistory() {
    guard !pane.turns.isEmpty else { return }
    heading("answers, the newest first")
    let columns = HistoryColumn.fitting(width, hasCosts: pane.costByNow != nil)
    plain(columns.map(\.head).joined(separator: "  "), .textDim)
    var count = 0
    for (index, turn) in pane.turns.enumerated().reversed() {
      if turn.variants.isEmpty, turn.isWaiting {
        count += 1
        plain("\(Figures.padded(String(turn.number), 4))  waits", .textDim)
      }
      for variant in turn.variants.reversed() {
        count += 1
        let cells = columns.map { $0.cell(of: variant, in: turn, pane, glyphs) }
        plain(cells.joined(separator: "  "))
        if count >= Self.historyLimit {
          if index > 0 { plain("and \(index) earlier turns", .textDim) }
          return
        }
      }
    }
  }
}

/// A column of that list.
private enum HistoryColumn: CaseIterable {
  case turn, tokens, ttft, rate, cost, reason, seed, condition

  var width: Int {
    switch self {
    case .turn, .ttft, .tokens: 6
    case .rate: 5
    case .cost: 10
    case .reason: 7
    case .seed: 10
    case .condition: 18
    }
  }

  /// Those that have room.
  static func fitting(_ room: Int, hasCosts: Bool) -> [HistoryColumn] {
    var shown = allCases.filter { $0 != .cost || hasCosts }
    func total() -> Int { shown.reduce(-2) { $0 + $1.width + 2 } }
    for column in [HistoryColumn.seed, .condition, .reason, .ttft, .cost] where total() > room {
      shown.removeAll { $0 == column }
    }
    return shown
  }

  var head: String {
    switch self {
    case .turn: "turn  "
    case .tokens: "   tok"
    case .ttft: "  ttft"
    case .rate: "  t/s"
    case .cost: "      cost"
    case .reason: "end    "
    case .seed: "      seed"
    case .condition: "condition"
    }
  }

  func cell(of variant: Variant, in turn: Turn, _ pane: PaneState, _ glyphs: Glyphs) -> String {
    let figures = pane.figures(of: variant)
    let ascii = glyphs.isASCII
    switch self {
    case .turn:
      // One of several answers to the same prompt has its number, too.
      let name = turn.variants.count > 1 ? "\(turn.number).\(variant.number)" : "\(turn.number)"
      return name + String(repeating: " ", count: max(0, width - name.utf8.count))
    case .tokens:
      return " "
        + Figures.estimated(Figures.tokens(figures.tokens, ascii: ascii), figures.isEstimated)
    case .ttft: return Figures.wait(milliseconds: figures.ttft, ascii: ascii)
    case .rate:
      return Figures.estimated(Figures.rate(figures.rate, ascii: ascii), figures.isEstimated)
    case .cost:
      return Figures.cost(figures.cost, isServer: pane.isServer, columns: width, ascii: ascii)
    case .reason:
      let word = figures.reason?.word ?? "runs"
      return word + String(repeating: " ", count: max(0, width - word.utf8.count))
    case .seed:
      let text = figures.seed.map { String($0) } ?? ""
      return Figures.padded(
        text.utf8.count > width ? String(text.prefix(width - 1)) + "~" : text, width)
    case .condition: return figures.condition?.words(glyphs) ?? ""
    }
  }
}
