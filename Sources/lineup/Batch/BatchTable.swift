/// The table that a batch ends with.
struct BatchTable {
  /// For people who read it in a terminal, or where Markdown is shown.
  enum Style { case plain, markdown }

  let figures: [BatchFigures]

  private struct Column {
    var title: String
    var isNumber = true
    var value: (BatchFigures) -> String
  }

  private var columns: [Column] {
    let costs = Column(title: "cost") { $0.cost?.text ?? "–" }
    return [
      Column(title: "model", isNumber: false) { $0.model },
      Column(title: "shots") { "\($0.shots)" },
      Column(title: "inputs") {
        $0.answered == $0.inputs ? "\($0.inputs)" : "\($0.answered) of \($0.inputs)"
      },
      Column(title: "expect met") { figures in
        figures.share.map { "\(figures.met)  \(Self.percent($0))" } ?? "–"
      },
      Column(title: "95%") { figures in
        figures.interval.map {
          Self.percent($0.low).dropLast() + "–" + Self.percent($0.high)
        } ?? "–"
      },
      Column(title: "prompt tok") { Self.mean($0.promptTokens, $0) },
      Column(title: "examples") { Self.mean($0.exampleTokens, $0) },
      Column(title: "answer tok") { Self.mean($0.tokens, $0) },
      Column(title: "ttft") { figures in
        figures.ttftMilliseconds.map { Amounts.decimal($0) + " ms" } ?? "–"
      },
      Column(title: "rate") { figures in
        figures.rate.map { Amounts.decimal($0) + " t/s" } ?? "–"
      },
    ] + (figures.contains { $0.cost != nil } ? [costs] : [])
      + [Column(title: "memory") { $0.peak > 0 ? Amounts.bytes($0.peak) : "–" }]
  }

  /// Its lines, each ended, and what there is to say of it.
  func text(_ style: Style) -> String {
    let columns = columns
    let rows = figures.map { figures in columns.map { $0.value(figures) } }
    let all = [columns.map(\.title)] + rows
    let widths = columns.indices.map { column in all.map { Amounts.width($0[column]) }.max() ?? 0 }
    func cell(_ text: String, _ column: Int) -> String {
      columns[column].isNumber
        ? String(repeating: " ", count: widths[column] - Amounts.width(text)) + text
        : Amounts.padded(text, widths[column])
    }
    func line(_ row: [String]) -> String {
      let cells = row.enumerated().map { offset, text in
        cell(style == .markdown ? Self.escaped(text) : text, offset)
      }
      return style == .markdown
        ? "| " + cells.joined(separator: " | ") + " |\n" : cells.joined(separator: "   ") + "\n"
    }
    var text = line(all[0])
    if style == .markdown {
      let rules = columns.indices.map { column in
        let dashes = String(repeating: "-", count: max(1, widths[column] - 1))
        return columns[column].isNumber ? dashes + ":" : ":" + dashes
      }
      text += "| " + rules.joined(separator: " | ") + " |\n"
    }
    return text + rows.map(line).joined() + remarks(style)
  }

  /// What can't be told in a column.
  private func remarks(_ style: Style) -> String {
    let failures = figures.filter { $0.failed > 0 }.map { figures in
      "\(figures.model), \(figures.shots)-shot: \(figures.failed) "
        + "\(figures.failed == 1 ? "input" : "inputs") failed: \(figures.failure ?? "")\n"
    }
    if failures.isEmpty { return "" }
    return "\n" + failures.joined(separator: style == .markdown ? "\n" : "")
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded()))%" }

  /// For each answer.
  private static func mean(_ sum: Int, _ figures: BatchFigures) -> String {
    let count = figures.answered - figures.failed
    return count > 0 ? Amounts.decimal(Double(sum) / Double(count)) : "–"
  }

  private static func escaped(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
