/// A place in a session that has what was looked for.
public struct SessionHit: Sendable, Equatable {
  public enum Place: String, Sendable {
    /// What people say about the session: its title, tags and notes.
    case about
    case prompt
    case answer
  }

  /// Of the session.
  public var path: String
  public var id: String
  /// The session's title, else the beginning of its first prompt.
  public var title: String?
  public var place: Place
  /// 0 for what is about the session as a whole.
  public var turn: Int
  /// Of an answer; nil for a prompt.
  public var pane: Int?
  /// Of an answer, from 1.
  public var variant: Int?
  /// When the event happened, in seconds since the session was created.
  public var t: Double
  /// What stands around the first match, in one line, without characters that a terminal obeys.
  public var snippet: String
  /// Where matches are in the snippet, in characters from its beginning; in order, apart.
  public var ranges: [Range<Int>]
}
