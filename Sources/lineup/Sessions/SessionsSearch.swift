import ArgumentParser
import FoundationEssentials
import JSON
import SessionLog

struct SessionsSearch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Look for words in all prompts and answers.",
    discussion: """
      All words must be in the same prompt, answer, or title with tags and notes; what stands in \
      "quotes" is one word, blanks and all. Upper and lower case are the same unless there is a \
      capital. The session written last comes first. With --json a line for each hit: id, path, \
      title, place (about, prompt or answer), turn, pane, variant, t, snippet, ranges ([from, to[ of \
      the matches, in characters of the snippet). Exit code 1 where nothing is found.
      """)

  @Argument(help: "Words to look for.")
  var query: [String]
  @Flag(help: "Print JSON Lines.")
  var json = false
  @Option(help: "Hits to print at most.")
  var limit = 200

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit must be 1 or more.") }
  }

  func run() throws {
    let words = query.joined(separator: " ")
    guard let query = SearchQuery(words) else {
      throw Failure("there is nothing to look for; give a word", status: 2)
    }
    let folder = try SessionsCommand.folder()
    let paths = folder.newestFirst()
    // One more tells whether there are more.
    let found = SessionSearch.run(query, in: paths, limit: limit < .max ? limit + 1 : limit)
    let hits = found.prefix(limit)
    guard !hits.isEmpty else {
      let count = "\(paths.count) \(paths.count == 1 ? "session" : "sessions")"
      throw Failure("nothing in \(count) has \(words)")
    }
    json ? printJSON(hits) : printText(hits)
    if found.count > limit {
      complain("there are more; --limit \(limit < .max / 10 ? limit * 10 : limit) shows them")
    }
  }

  private func printJSON(_ hits: ArraySlice<SessionHit>) {
    for hit in hits {
      guard FileHandleOutput.standard.write(json: Array(hit.json.write().utf8)) else { return }
    }
  }

  private func printText(_ hits: ArraySlice<SessionHit>) {
    let output = FileHandleOutput.standard
    let inColor =
      output.isTerminal && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
      && UserSetup.ofUser.files.settings.color != "never"
    var last: String?
    for hit in hits {
      if hit.path != last {
        let title = hit.title.map { "  \($0)" } ?? ""
        guard output.write((last == nil ? "" : "\n") + hit.id + title + "\n") else { return }
      }
      last = hit.path
      let head = [(text: "  " + Amounts.padded(hit.where, 16) + "  ", isMarked: false)]
      guard output.write(pieces: head + hit.pieces, inColor: inColor) else { return }
    }
  }
}

extension SessionHit {
  /// "turn 2, pane 1".
  fileprivate var `where`: String {
    switch place {
    case .about: "about it"
    case .prompt: "turn \(turn), prompt"
    case .answer: "turn \(turn), pane \(pane ?? 0)"
    }
  }

  /// The snippet, cut where matches begin and end.
  fileprivate var pieces: [(text: String, isMarked: Bool)] {
    let characters = Array(snippet)
    var pieces: [(text: String, isMarked: Bool)] = []
    var start = 0
    for range in ranges where range.lowerBound >= start && range.upperBound <= characters.count {
      pieces.append((String(characters[start..<range.lowerBound]), false))
      pieces.append((String(characters[range]), true))
      start = range.upperBound
    }
    pieces.append((String(characters[start...]), false))
    return pieces
  }

  fileprivate var json: JSONValue {
    func count(_ value: Int?) -> JSONValue { value.map(JSONValue.integer) ?? .null }
    let matches = ranges.map {
      JSONValue.array([.integer($0.lowerBound), .integer($0.upperBound)])
    }
    return .object([
      JSONField("id", .string(id)), JSONField("path", .string(path)),
      JSONField("title", title.map(JSONValue.string) ?? .null),
      JSONField("place", .string(place.rawValue)),
      JSONField("turn", place == .about ? .null : .integer(turn)), JSONField("pane", count(pane)),
      JSONField("variant", count(variant)), JSONField("t", .number(t)),
      JSONField("snippet", .string(snippet)), JSONField("ranges", .array(matches)),
    ])
  }
}
