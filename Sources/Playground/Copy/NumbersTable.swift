import Cells
import GenerationAPI
import SessionLog

/// The figures of panes as a table in Markdown.
enum NumbersTable {
  private static let titles = [
    "pane", "model", "quantisation", "parameters", "tok/s", "ttft ms", "prompt tok",
    "prefill tok/s", "tok", "ctx tok", "end", "condition",
  ]

  /// What servers charge has a column where anything was paid.
  static func markdown(_ panes: [PaneState]) -> String {
    let hasCosts = panes.contains { $0.costByNow != nil }
    let titles = titles + (hasCosts ? ["cost"] : [])
    let rows = panes.map { cells($0) + (hasCosts ? [cost($0)] : []) }
    let all = [titles, titles.map { _ in "---" }] + rows
    return all.map { "| " + $0.map(escaped).joined(separator: " | ") + " |\n" }.joined()
  }

  private static func cells(_ pane: PaneState) -> [String] {
    let metrics = pane.turns.last?.result?.metrics
    let readout = pane.readout
    let sign = pane.isCounted ? "~" : ""
    return [
      String(pane.number), pane.name, pane.model.quantisation ?? "",
      pane.model.parameters.map(Figures.parameters) ?? "",
      signed(number(metrics?.rate ?? readout.rate, places: 2), sign),
      number(metrics?.ttftMilliseconds ?? readout.ttftMilliseconds, places: 1),
      metrics.map { String($0.promptTokens) } ?? "", number(metrics?.prefillRate, places: 1),
      signed((metrics?.tokens ?? readout.tokens).map(String.init) ?? "", sign),
      pane.isServer ? "" : String(readout.contextTokens), pane.endPhrase ?? "",
      (metrics?.condition ?? readout.condition)?.sharing ?? "",
    ]
  }

  /// Of the last answer, as the other figures.
  private static func cost(_ pane: PaneState) -> String {
    guard pane.isServer else { return "0" }
    return (pane.turns.last?.result?.metrics.cost ?? pane.runningCost)?.text ?? ""
  }

  private static func signed(_ figure: String, _ sign: String) -> String {
    figure.isEmpty ? "" : sign + figure
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
