/// What a list of sessions says about one.
public struct SessionSummary: Sendable, Equatable {
  public var id: String
  public var path: String
  public var title: String?
  /// Wall time, ISO 8601 in UTC.
  public var created: String?
  public var turns = 0
  /// Names of all panes that were ever open, in the order they were opened.
  public var panes: [String] = []
  /// What was typed first.
  public var firstPrompt: String?
  public var star = false
  public var tags: [String] = []
  /// Of the file.
  public var bytes = 0
  /// When the file was last written, in seconds since 1970.
  public var modified: Double = 0
  /// Why the file cannot be read, where it cannot.
  public var problem: SessionFileError?

  init(id: String, path: String) {
    self.id = id
    self.path = path
  }

  mutating func add(_ event: SessionEvent) {
    switch event.body {
    case .session(let header): created = header.created.isEmpty ? nil : header.created
    case .meta(let meta):
      title = meta.title ?? title
      star = meta.star ?? star
      tags = meta.tags ?? tags
    case .pane(let event) where event.action == .open && panes.count < SessionState.paneLimit:
      panes.append(event.name ?? "pane \(event.pane)")
    case .prompt(let prompt):
      turns = max(turns, prompt.turn)
      firstPrompt = firstPrompt ?? prompt.text
    default: break
    }
  }

  /// Whether a line may hold an event that a summary is made of. Nine tenths of a file do not, and
  /// reading those as JSON would make a list of many sessions slow.
  static func mayUse(_ line: [UInt8]) -> Bool {
    guard line.starts(with: opening) else { return true }
    guard let comma = line[opening.count...].firstIndex(of: UInt8(ascii: ",")) else { return true }
    let rest = line[comma...]
    guard rest.starts(with: type) else { return true }
    let name = rest.dropFirst(type.count).prefix { $0 != UInt8(ascii: "\"") }
    return !unused.contains { name.elementsEqual($0) }
  }

  private static let opening = Array(#"{"t":"#.utf8)
  private static let type = Array(#","type":""#.utf8)
  private static let unused = ["token", "prefill", "load", "sample", "start", "done", "settings"]
    .map { Array($0.utf8) }
}
