import SessionLog

/// A saved session as the list shows it.
public struct SessionChoice: Sendable, Equatable {
  public let path: String
  public let id: String
  /// Nil where it has none, or an empty one.
  var title: String?
  var firstPrompt: String?
  var models: [String] = []
  var turns = 0
  /// How long it is, on its own clock.
  var seconds: Double = 0
  var star = false
  var tags: [String] = []
  var notes = ""
  /// When it was last written, on the user's clock.
  var date: CalendarTime?
  var bytes = 0
  /// Seconds since 1970.
  var modified: Double = 0
  /// Another program has it open.
  var isElsewhere = false
  /// It is the session that runs here.
  var isThis = false
  /// Why it can't be read.
  var problem: String?
  /// What is filtered.
  private(set) var text = FilterText("")

  init(path: String, id: String) {
    self.path = path
    self.id = id
  }

  /// - Parameter date: when it was last written, on the user's clock.
  public init(_ summary: SessionSummary, date: CalendarTime?, isThis: Bool) {
    path = summary.path
    id = summary.id
    title = summary.title
    firstPrompt = summary.firstPrompt
    models = summary.models
    turns = summary.turns
    seconds = summary.seconds
    star = summary.star
    tags = summary.tags
    notes = summary.notes ?? ""
    self.date = date
    bytes = summary.bytes
    modified = summary.modified
    self.isThis = isThis
    isElsewhere = summary.isLocked && !isThis
    problem = summary.problem.map { "\($0)" }
    prepare()
  }

  /// What it is called: its title, else what was asked first.
  var name: String {
    if let title, !title.isEmpty { return title.firstLine }
    if let firstPrompt, !firstPrompt.isEmpty { return firstPrompt.firstLine }
    return problem == nil ? "nothing asked yet" : id
  }

  /// About how many cells its models take, with what stands between them.
  var modelsWidth: Int { models.reduce(-2) { $0 + $1.utf8.count + 2 } }

  /// What it was told.
  var meta: SessionMeta {
    var meta = SessionMeta(title: title)
    meta.tags = tags
    meta.star = star
    meta.notes = notes
    return meta
  }

  /// To be called when all there is to know is there.
  mutating func prepare() {
    let words = [name] + models + tags.map { "#" + $0 } + [id, notes]
    text = FilterText(words.joined(separator: "\n"))
  }

  /// Whether the list would say the same; how long it is by now is not worth a new line.
  func isCurrent(with session: SessionState) -> Bool {
    turns == session.turn && meta == SessionChoice.meta(of: session)
  }

  private static func meta(of session: SessionState) -> SessionMeta {
    var meta = SessionMeta(title: session.meta.title)
    meta.tags = session.meta.tags ?? []
    meta.star = session.meta.star ?? false
    meta.notes = session.meta.notes ?? ""
    return meta
  }

  /// What the running session knows better than its file.
  mutating func take(_ session: SessionState) {
    title = session.meta.title
    star = session.meta.star ?? false
    tags = session.meta.tags ?? []
    notes = session.meta.notes ?? ""
    turns = session.turn
    seconds = session.t
    isThis = true
    isElsewhere = false
    prepare()
  }
}

/// A session in whose text something was found.
public struct SessionFinding: Sendable, Equatable {
  public let path: String
  /// Prompts and answers that have it.
  public var count: Int
  /// One line around the first hit.
  public var snippet: String
  /// Where the hits are in it, in characters.
  public var ranges: [Range<Int>]

  public init(path: String, count: Int, snippet: String, ranges: [Range<Int>]) {
    self.path = path
    self.count = count
    self.snippet = snippet
    self.ranges = ranges
  }
}

extension SessionFinding {
  /// Hits by session, in the order of each one's first.
  public static func all(_ hits: [SessionHit]) -> [SessionFinding] {
    var found: [SessionFinding] = []
    var places: [String: Int] = [:]
    for hit in hits {
      if let place = places[hit.path] {
        found[place].count += 1
      } else {
        places[hit.path] = found.count
        found.append(
          SessionFinding(path: hit.path, count: 1, snippet: hit.snippet, ranges: hit.ranges))
      }
    }
    return found
  }
}
