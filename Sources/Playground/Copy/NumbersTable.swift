import Cells
import GenerationAPI
import SessionLog

/// The figures of panes as a table in Markdown.
enum NumbersTable {
  private static let titles = [
    "pane", "model", "quantisation", "parameters", "tok/s", "ttft ms", "prompt tok",
    "prefill tok/s", "tok", "ctx tok", "end", "condition",
  ]

  static func markdown(_ panes: [PaneState]) -> String {
    let rows = panes.map(cells)
    let all = [titles, titles.map { _ in "---" }] + rows
    return all.map { "| " + $0.map(escaped).joined(separator: " | ") + " |\n" }.joined()
  }

  private static func cells(_ pane: PaneState) -> [String] {
    let metrics = pane.turns.last?.result?.metrics
    let readout = pane.readout
    return [
      String(pane.number), pane.name, pane.model.quantisation ?? "",
      pane.model.parameters.map(Figures.parameters) ?? "",
      number(metrics?.rate ?? readout.rate, places: 2),
      number(metrics?.ttftMilliseconds ?? readout.ttftMilliseconds, places: 1),
      metrics.map { String($0.promptTokens) } ?? "", number(metrics?.prefillRate, places: 1),
      (metrics?.tokens ?? readout.tokens).map(String.init) ?? "",
      String(readout.contextTokens), pane.endPhrase ?? "",
      (metrics?.condition ?? readout.condition)?.sharing ?? "",
    ]
  }

  private static func number(_ value: Double?, places: Int) -> String {
    guard let value, value.isFinite, abs(value) < 1e12 else { return "" }
    return Figures.decimal(value, places: places)
  }

  /// A cell that ends neither itself nor its row.
  private static func escaped(_ cell: String) -> String {
    cell.singleLine.replacing("|", with: "\\|").replacing("\r", with: " ")
  }
}
