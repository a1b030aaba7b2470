import ArgumentParser
import Cells
import JSON
import Playground
import SessionLog

struct SessionsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the sessions, the one written last first.",
    discussion: """
      Columns: id, star, when it was last written, title, models, turns, length, size. With --json a \
      line each: id, path, title, created, modified, turns, panes, models, first_prompt, star, tags, \
      notes, seconds, bytes, open, problem; times are in UTC.
      """)

  @Argument(help: "Words that must be in its id, title, first prompt, models, tags or notes.")
  var query: [String] = []
  @Flag(help: "Print JSON Lines.")
  var json = false

  func run() throws {
    let folder = try SessionsCommand.folder()
    var sessions = folder.list(cache: try? Places.ofUser.summaries)
    guard !sessions.isEmpty else {
      if json { return }
      throw Failure("\(SessionLookupError.none(folder: folder.path))")
    }
    let words = query.joined(separator: " ")
    if let query = SearchQuery(words) {
      sessions = sessions.filter { query.matches($0.listed) }
      if sessions.isEmpty {
        throw Failure(
          "no session has \"\(words)\" in its title; lineup sessions search looks into all of them")
      }
    }
    if json {
      for session in sessions {
        guard FileHandleOutput.standard.write(json: Array(session.json.write().utf8)) else {
          return
        }
      }
    } else {
      let output = FileHandleOutput.standard
      output.write(SessionsTable(sessions).text(width: output.columns))
    }
  }
}

/// Sessions as a table.
struct SessionsTable {
  private let rows: [[String]]

  private static let titles = [
    "id", "", "last written", "title", "models", "turns", "length", "size",
  ]
  private static let numbers: Set<Int> = [5, 6, 7]
  private static let gap = "  "
  /// Where cells are saved, in this order: a column, and what it is not cut below. Models are known
  /// by their beginnings.
  private static let cuts = [(column: 4, least: 16), (3, 24), (4, 8), (3, 8)]

  init(_ sessions: [SessionSummary]) {
    rows = sessions.map { session in
      let title =
        session.problem.map { _ in "can't be read" } ?? session.name.map(Self.line) ?? "–"
      return [
        session.id, session.star ? "★" : "", TimeText.minute(session.modified),
        title + (session.isLocked ? " (open)" : ""),
        session.models.map(Self.line).joined(separator: ", "), "\(session.turns)",
        SessionLength.text(session.seconds), Amounts.bytes(session.bytes),
      ]
    }
  }

  /// All lines. Where they would be wider than `width` cells, models and titles are cut.
  func text(width: Int?) -> String {
    let rows = [Self.titles] + rows.map { $0.map { SafeText($0).string } }
    var widths = Self.titles.indices.map { column in
      rows.map { Amounts.width($0[column]) }.max() ?? 0
    }
    // Where nothing has a star there is no place for one.
    let columns = widths.indices.filter { widths[$0] > 0 }
    if let width {
      let all = widths.reduce(0, +) + Self.gap.utf8.count * (columns.count - 1)
      var excess = all - width
      for (column, least) in Self.cuts where excess > 0 {
        let cut = max(0, min(excess, widths[column] - least))
        widths[column] -= cut
        excess -= cut
      }
    }
    return rows.map { row in
      var line = columns.map { column in
        let text = SafeText(row[column]).elidingEnd(to: widths[column]).string
        let filling = String(repeating: " ", count: max(0, widths[column] - Amounts.width(text)))
        return Self.numbers.contains(column) ? filling + text : text + filling
      }.joined(separator: Self.gap)
      while line.hasSuffix(" ") { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  /// The first line of a text.
  static func line(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
  }
}

extension SessionSummary {
  /// What a list is filtered by.
  var listed: String {
    ([id, title ?? "", firstPrompt ?? "", notes ?? ""] + models + panes + tags)
      .joined(separator: "\n")
  }

  var json: JSONValue {
    func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
    func texts(_ values: [String]) -> JSONValue { .array(values.map(JSONValue.string)) }
    return .object([
      JSONField("id", .string(id)), JSONField("path", .string(path)),
      JSONField("title", text(title)), JSONField("created", text(created)),
      JSONField("modified", .string(TimeText.utc(modified))),
      JSONField("turns", .integer(turns)), JSONField("panes", texts(panes)),
      JSONField("models", texts(models)), JSONField("first_prompt", text(firstPrompt)),
      JSONField("star", .bool(star)), JSONField("tags", texts(tags)),
      JSONField("notes", text(notes)), JSONField("seconds", .number(seconds)),
      JSONField("bytes", .integer(bytes)), JSONField("open", .bool(isLocked)),
      JSONField("problem", text(problem.map { "\($0)" })),
    ])
  }
}
