/// Looks through one session file.
struct FileSearch {
  private let query: SearchQuery
  private let path: String
  private let limit: Int
  private var hits: [SessionHit] = []
  /// What is said about the session: the last word on each counts.
  private var about = SessionMeta()
  private var aboutTime = 0.0
  private var firstPrompt: String?
  private var text: FoldedText

  static func run(
    _ query: SearchQuery, in path: String, limit: Int, isCancelled: () -> Bool
  ) -> [SessionHit] {
    guard limit > 0, let file = try? OpenFile.reading(path) else { return [] }
    var search = FileSearch(query, path, limit)
    var linesUntilAsking = 1000
    // Where reading fails, what was found before it is still there.
    _ = try? LineScan.run(file) { line, _, _ in
      search.look(at: line)
      linesUntilAsking -= 1
      if linesUntilAsking > 0 { return true }
      linesUntilAsking = 1000
      return !isCancelled()
    }
    return search.finish()
  }

  private init(_ query: SearchQuery, _ path: String, _ limit: Int) {
    self.query = query
    self.path = path
    self.limit = limit
    text = FoldedText(foldsCase: query.foldsCase)
  }

  private mutating func look(at line: UnsafeRawBufferPointer) {
    guard let type = line.eventType ?? Self.type(of: line) else { return }
    if type.isSame(as: "token") { return }
    if type.isSame(as: "done") {
      if hits.count < limit, matches(line, ["text"]) { found(line) }
    } else if type.isSame(as: "prompt") {
      if firstPrompt == nil || hits.count < limit && matches(line, ["text", "inputs"]) {
        found(line)
      }
    } else if type.isSame(as: "meta") {
      found(line)
    }
  }

  /// The type of an event that another program wrote, in another order.
  private static func type(of line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    var fields = FieldSkim(line)
    while let (name, value) = fields.next() {
      if name.isSame(as: "type") { return value.betweenQuotes }
    }
    return nil
  }

  /// Whether the fields of these names, with the strings in them, have all words.
  private mutating func matches(_ line: UnsafeRawBufferPointer, _ names: [StaticString]) -> Bool {
    text.removeAll()
    var fields = FieldSkim(line)
    while let (name, value) = fields.next() {
      guard names.contains(where: { name.isSame(as: $0) }) else { continue }
      if let string = value.betweenQuotes {
        text.append(json: string)
        text.appendBorder()
      } else {
        value.forEachString { string in
          text.append(json: string)
          text.appendBorder()
        }
      }
    }
    return query.matches(text)
  }

  /// Reads an event that has what is looked for, or that says what the session is called.
  private mutating func found(_ line: UnsafeRawBufferPointer) {
    guard let event = try? SessionEvent(line: Array(line)) else { return }
    switch event.body {
    case .meta(let meta):
      about.title = meta.title ?? about.title
      about.tags = meta.tags ?? about.tags
      about.notes = meta.notes ?? about.notes
      aboutTime = event.t
    case .prompt(let prompt):
      let isFirst = firstPrompt == nil
      if isFirst { firstPrompt = Snippet.line(prompt.text) }
      let inputs = (prompt.question.use?.inputs ?? [:]).sorted { $0.key < $1.key }.map(\.value)
      add(.prompt, prompt.turn, t: event.t, [prompt.text] + inputs.filter { $0 != prompt.text })
    case .done(let done):
      add(
        .answer, done.turn, pane: done.pane, variant: done.variant, t: event.t, [done.result.text])
    default: break
    }
  }

  private mutating func add(
    _ place: SessionHit.Place, _ turn: Int, pane: Int? = nil, variant: Int? = nil, t: Double,
    _ texts: [String]
  ) {
    guard hits.count < limit, let snippet = Snippet(texts, query) else { return }
    let hit = SessionHit(
      path: path, id: SessionName(path: path)?.id ?? path, title: nil, place: place, turn: turn,
      pane: pane, variant: variant, t: t, snippet: snippet.text, ranges: snippet.ranges)
    // One prompt is sent anew for each pane that is given another form of it, and for each answer
    // more.
    if place == .prompt,
      hits.contains(where: { $0.place == .prompt && $0.turn == turn && $0.snippet == hit.snippet })
    {
      return
    }
    hits.append(hit)
  }

  /// Whether a title is the first prompt, or its beginning.
  private func isBeginning(_ title: String?) -> Bool {
    guard var title, let firstPrompt else { return false }
    if title.hasSuffix("…") { title.removeLast() }
    return firstPrompt.utf8.starts(with: title.utf8)
  }

  private mutating func finish() -> [SessionHit] {
    let found = hits
    hits = []
    let named = about.title.map { Snippet.line($0) }
    // A title that was taken from the first prompt would be the same once more.
    let ownTitle = isBeginning(named) ? "" : about.title ?? ""
    add(.about, 0, t: aboutTime, [ownTitle, about.notes ?? ""] + (about.tags ?? []))
    let title = named.flatMap { $0.isEmpty ? nil : $0 } ?? firstPrompt
    return (hits + found).prefix(limit).map {
      var hit = $0
      hit.title = title
      return hit
    }
  }
}
