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
  /// Names of their models, each once, in the same order.
  public var models: [String] = []
  /// The beginning of what was typed first.
  public var firstPrompt: String?
  public var star = false
  public var tags: [String] = []
  public var notes: String?
  /// When the last event happened, in seconds since the session was created.
  public var seconds: Double = 0
  /// Of the file.
  public var bytes = 0
  /// When the file was last written, in seconds since 1970.
  public var modified: Double = 0
  /// The session is open, in this lineup or another one.
  public var isLocked = false
  /// Why the file cannot be read, where it cannot.
  public var problem: SessionFileError?

  public init(id: String, path: String) {
    self.id = id
    self.path = path
  }

  /// What to call the session: its title, else the beginning of its first prompt.
  public var name: String? {
    if let title, !title.isEmpty { return title }
    return firstPrompt
  }

  /// Texts and lists are cut at what a list can show. Notes are kept whole up to 65,536 characters.
  mutating func add(_ event: SessionEvent) {
    switch event.body {
    case .session(let header):
      created = header.created.isEmpty ? nil : Self.cut(header.created, 40)
    case .meta(let meta):
      title = meta.title.map { Self.cut($0, 300) } ?? title
      star = meta.star ?? star
      tags = meta.tags.map { $0.prefix(50).map { Self.cut($0, 100) } } ?? tags
      notes = meta.notes.map { Self.cut($0, 1 << 16) } ?? notes
    case .pane(let event): add(event)
    case .prompt(let prompt):
      turns = max(turns, prompt.turn)
      firstPrompt = firstPrompt ?? Self.cut(prompt.text, 500)
    default: break
    }
  }

  private mutating func add(_ event: PaneEvent) {
    if event.action == .open, panes.count < SessionState.paneLimit {
      panes.append(Self.cut(event.name ?? "pane \(event.pane)", 200))
    }
    // Once a model is there its facts come, which have no name of their own.
    let name = event.name.map(Self.withoutNumber)
    guard let found = name ?? (event.action == .open ? Self.name(of: event.model) : nil),
      event.action == .open || event.action == .model, models.count < SessionState.paneLimit
    else { return }
    let model = Self.cut(found, 200)
    if !models.contains(where: { $0.utf8.elementsEqual(model.utf8) }) { models.append(model) }
  }

  /// A pane's name without the number of a repeat, as in `smollm2#2`.
  private static func withoutNumber(_ name: String) -> String {
    guard let mark = name.lastIndex(of: "#"), mark > name.startIndex,
      Int(name[name.index(after: mark)...]) != nil
    else { return name }
    return String(name[..<mark])
  }

  private static func name(of model: ModelFacts?) -> String? {
    guard let path = model?.path else { return model?.endpoint }
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return file.hasSuffix(".gguf") ? String(file.dropLast(5)) : file
  }

  private static func cut(_ text: String, _ limit: Int) -> String {
    text.utf8.count <= limit ? text : String(text.unicodeScalars.prefix(limit))
  }
}
