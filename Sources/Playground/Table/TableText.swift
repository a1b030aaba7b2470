import Cells

/// The table as text to be copied: every column, whatever the screen has room for.
extension PaneTable {
  /// Cells between tabs, a line a row.
  var tabSeparated: String {
    lines.map { $0.joined(separator: "\t") + "\n" }.joined()
  }

  /// A table of Markdown.
  var markdown: String {
    let escaped = lines.map {
      $0.map { $0.split(separator: "|", omittingEmptySubsequences: false) }
        .map { $0.joined(separator: "\\|") }
    }
    guard let head = escaped.first else { return "" }
    let rule = columns.map { $0.isText ? "---" : "---:" }
    return ([head, rule] + escaped.dropFirst()).map { "| \($0.joined(separator: " | ")) |\n" }
      .joined()
  }

  private var lines: [[String]] {
    [columns.map { $0 == .pane ? "pane" : $0.title(scope) }]
      + rows.map { row in
        columns.map { column in
          // Safe and in one line: a name may hold anything.
          let text = SafeText((row.cells[column]?.text ?? "").singleLine).string
          return text.split(separator: " ").joined(separator: " ")
        }
      }
  }
}
