import SessionLog

/// What a session says of itself beside the list: its models, what was asked first and last.
public struct SessionPreview: Sendable, Equatable {
  public let path: String
  /// Of the file when it was read.
  let modified: Double
  private(set) var panes: [Pane] = []
  private(set) var firstPrompt: String?
  private(set) var lastPrompt: String?
  private(set) var turn = 0
  /// The beginnings of the last turn's answers, by pane.
  private(set) var answers: [Int: String] = [:]

  struct Pane: Sendable, Equatable {
    var number: Int
    var name: String
    var facts: [String] = []
    var settings: [SettingEntry] = []
    var isClosed = false
  }

  /// Code points that are kept of a text.
  private static let limit = 600

  public init(path: String, modified: Double) {
    self.path = path
    self.modified = modified
  }

  /// Takes what matters of an event. Events in the middle of the session may be left out.
  public mutating func add(_ event: SessionEvent) {
    switch event.body {
    case .pane(let event): add(event)
    case .settings(let number, let settings):
      guard let index = panes.firstIndex(where: { $0.number == number }) else { return }
      for entry in settings {
        panes[index].settings.removeAll { $0.name == entry.name }
        panes[index].settings.append(entry)
      }
    case .prompt(let prompt):
      let text = Self.beginning(prompt.text)
      if firstPrompt == nil { firstPrompt = text }
      guard prompt.turn >= turn else { return }
      if prompt.turn > turn { answers = [:] }
      turn = prompt.turn
      lastPrompt = text
    case .done(let event):
      guard event.turn >= turn else { return }
      if event.turn > turn {
        turn = event.turn
        lastPrompt = nil
        answers = [:]
      }
      let result = event.result
      let text = result.text.isEmpty ? result.error ?? result.reason.rawValue : result.text
      answers[event.pane] = Self.beginning(text)
    default: break
    }
  }

  private mutating func add(_ event: PaneEvent) {
    let index = panes.firstIndex { $0.number == event.pane }
    switch event.action {
    case .open:
      let pane = Pane(number: event.pane, name: event.name ?? "pane \(event.pane)")
      if let index { panes[index] = pane } else if panes.count < 64 { panes.append(pane) }
    case .close: if let index { panes[index].isClosed = true }
    case .move: break
    case .model:
      guard let index else { return }
      if let name = event.name { panes[index].name = name }
      let model = event.model
      panes[index].facts = [
        model?.quantisation, model?.parameters.map { Figures.parameters($0) },
      ].compactMap { $0 }
    }
  }

  private static func beginning(_ text: String) -> String {
    String(text.unicodeScalars.prefix(limit))
  }
}

extension SessionPreview.Pane {
  /// Settings that somebody chose: what the model or nobody chose goes without saying.
  var chosen: [String] {
    settings.filter { ["user", "flag", "prompt", "config"].contains($0.source) }
      .compactMap { entry in
        switch entry.value {
        case .null, .array, .object: nil
        case .string(let text): text.isEmpty ? nil : "\(entry.title) \(text.firstLine)"
        default: "\(entry.title) \(entry.value.write())"
        }
      }
  }
}

/// Previews that were read, and the one that is to be read.
struct SessionPreviews: Sendable, Equatable {
  /// The newest last.
  private(set) var read: [SessionPreview] = []
  /// Which one was asked for last, or will be.
  private var wanted: Want?
  /// When it is asked for; nil once it was.
  private(set) var dueTime: Double?

  private struct Want: Sendable, Equatable {
    var path: String
    var modified: Double
  }

  /// How many are kept.
  private static let limit = 40
  /// Seconds that a line is selected before it is read about: moving on goes past it.
  static let patience = 0.08

  func preview(of choice: SessionChoice) -> SessionPreview? {
    read.last { $0.path == choice.path && $0.modified == choice.modified }
  }

  /// Notes which session is selected.
  mutating func want(_ choice: SessionChoice?, at now: Double) {
    guard let choice, choice.problem == nil, preview(of: choice) == nil else {
      wanted = nil
      dueTime = nil
      return
    }
    let want = Want(path: choice.path, modified: choice.modified)
    guard want != wanted else { return }
    // The first one is wanted at once.
    dueTime = now + (read.isEmpty && wanted == nil ? 0 : Self.patience)
    wanted = want
  }

  /// The one that is to be read now.
  mutating func takeDue(at now: Double) -> (path: String, modified: Double)? {
    guard let time = dueTime, time <= now, let wanted else { return nil }
    dueTime = nil
    return (wanted.path, wanted.modified)
  }

  mutating func take(_ preview: SessionPreview) {
    read.removeAll { $0.path == preview.path }
    read.append(preview)
    if read.count > Self.limit { read.removeFirst() }
  }
}
