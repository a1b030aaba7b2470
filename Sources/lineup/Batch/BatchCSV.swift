/// The answers of a batch as CSV (RFC 4180), a line each.
struct BatchCSV {
  let plan: BatchPlan
  private let columns: [String]

  private static let before = ["model", "shots", "row"]
  private static let after = [
    "answer", "met", "verdict", "reason", "prompt_tokens", "example_tokens", "tokens", "ttft_ms",
    "tps", "cost", "currency",
  ]

  init(_ plan: BatchPlan) {
    self.plan = plan
    columns = plan.columns
  }

  var header: String {
    let own = Self.before + Self.after
    let inputs = columns.map { own.contains($0) ? "input_\($0)" : $0 }
    return line(Self.before + inputs + Self.after)
  }

  func line(_ job: BatchJob, _ answer: BatchAnswer) -> String {
    let row = plan.rows[job.row]
    func number(_ value: Double?) -> String {
      value.map { "\(($0 * 1000).rounded() / 1000)" } ?? ""
    }
    let head = [plan.models[job.cell.model].name, "\(job.cell.shots)", "\(row.line)"]
    let tail = [
      answer.text, answer.verdict.map { "\($0.isMet)" } ?? "",
      answer.error ?? answer.verdict?.reason ?? "", answer.reason, "\(answer.promptTokens)",
      "\(answer.exampleTokens)", "\(answer.tokens)", number(answer.ttftMilliseconds),
      number(answer.rate), answer.cost.map { Self.amount($0.amount) } ?? "",
      answer.cost?.currency ?? "",
    ]
    return line(head + columns.map { row.values[$0] ?? "" } + tail)
  }

  /// To a millionth of a millionth: tokens are paid in millions.
  private static func amount(_ amount: Double) -> String {
    amount.isFinite ? "\((amount * 1e12).rounded() / 1e12)" : ""
  }

  private func line(_ fields: [String]) -> String {
    fields.map(Self.quoted).joined(separator: ",") + "\n"
  }

  private static func quoted(_ text: String) -> String {
    let special = text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
    return special ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
