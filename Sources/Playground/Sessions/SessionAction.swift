import SessionLog

/// What can be done with a session of the list.
enum SessionAction: Sendable, Equatable, Hashable, CaseIterable {
  case open, replay, export, duplicate, rename, tags, notes, star, delete

  /// What key files call it.
  var name: String {
    switch self {
    case .open: "open-session"
    case .replay: "replay-session"
    case .export: "export-session"
    case .duplicate: "duplicate-session"
    case .rename: "rename-session"
    case .tags: "tag-session"
    case .notes: "note-session"
    case .star: "star-session"
    case .delete: "delete-session"
    }
  }

  /// In the menu.
  var title: String {
    switch self {
    case .open: "open"
    case .replay: "replay"
    case .export: "export"
    case .duplicate: "duplicate"
    case .rename: "rename"
    case .tags: "tags"
    case .notes: "notes"
    case .star: "star"
    case .delete: "delete"
    }
  }

  /// Why it does nothing with a session; nil where it works.
  ///
  /// - Parameter inReplay: one plays in the place of the session that runs, which can be gone back to.
  func obstacle(to choice: SessionChoice?, inReplay: Bool) -> String? {
    guard let choice else { return "no session is selected" }
    if self != .delete, let problem = choice.problem { return problem }
    switch self {
    case .open where choice.isThis: return inReplay ? nil : "this is the session you are in"
    case .delete where choice.isThis: return "this is the session you are in"
    case .open where choice.isElsewhere:
      return "open in another lineup: close that first"
    case .replay where choice.turns == 0, .export where choice.turns == 0,
      .duplicate where choice.turns == 0:
      return "nothing was asked in it"
    case .rename, .tags, .notes, .star, .delete:
      return choice.isElsewhere ? "open in another lineup: close that first" : nil
    case .open, .replay, .export, .duplicate: return nil
    }
  }
}

/// A form in which a session is written for other programs.
public struct SessionFormat: Sendable, Equatable {
  /// As `sessions export --format` has it.
  public let name: String
  let about: String

  public static let all = [
    SessionFormat(name: "markdown", about: "to read, with all settings"),
    SessionFormat(name: "html", about: "a page, panes side by side"),
    SessionFormat(name: "messages", about: "OpenAI messages, a line a pane"),
    SessionFormat(name: "csv", about: "the figures, a row an answer"),
    SessionFormat(name: "json", about: "the figures, as JSON"),
    SessionFormat(name: "svg", about: "a picture of the screen"),
    SessionFormat(name: "asciicast", about: "a recording that asciinema plays"),
  ]
}

/// What stands over the list of sessions, about the one that is selected.
enum SessionPanel: Sendable, Equatable {
  /// What can be done, with the line that is selected.
  case actions(Int)
  case formats(Int)
  /// A text of its own that is typed.
  case text(SessionText, String)
}

/// A text that people give a session.
enum SessionText: Sendable, Equatable {
  case title, tags, notes

  /// A text that is no longer than it may be, in code points.
  func shortened(_ text: String) -> String {
    String(text.unicodeScalars.prefix(self == .notes ? 65_536 : 1000))
  }

  /// What was pasted, in one line; notes may have several.
  func line(_ text: String) -> String {
    self == .notes ? text : text.replacing("\n", with: " ")
  }

  var label: String {
    switch self {
    case .title: "title"
    case .tags: "tags"
    case .notes: "notes"
    }
  }

  func text(of choice: SessionChoice) -> String {
    switch self {
    case .title: choice.title ?? ""
    case .tags: choice.tags.joined(separator: " ")
    case .notes: choice.notes
    }
  }

  /// What a session is told, for a text as it was typed.
  func meta(_ text: String) -> SessionMeta {
    var meta = SessionMeta()
    switch self {
    case .title: meta.title = text.trimmed
    case .tags: meta.tags = Self.tags(in: text)
    case .notes: meta.notes = text.trimmed
    }
    return meta
  }

  static func star(_ star: Bool) -> SessionMeta {
    var meta = SessionMeta()
    meta.star = star
    return meta
  }

  /// What a session is told, in a word.
  static func name(of meta: SessionMeta) -> String {
    meta.title != nil
      ? "the title" : meta.tags != nil ? "tags" : meta.notes != nil ? "notes" : "the star"
  }

  /// Words, each once, with or without the sign before them.
  static func tags(in text: String) -> [String] {
    var tags: [String] = []
    for word in text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == "\n" }) {
      let tag = String(word.drop { $0 == "#" })
      if !tag.isEmpty, !tags.contains(tag) { tags.append(tag) }
    }
    return tags
  }
}

extension String {
  /// Without the blanks around it.
  var trimmed: String {
    var rest = self[...].drop { $0 == " " }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}

extension SessionMeta {
  /// What it says of a session before it is told something else, to be brought back.
  func previous(_ current: SessionMeta) -> SessionMeta {
    var before = SessionMeta()
    if title != nil { before.title = current.title ?? "" }
    if tags != nil { before.tags = current.tags ?? [] }
    if star != nil { before.star = current.star ?? false }
    if notes != nil { before.notes = current.notes ?? "" }
    return before
  }
}
