import GenerationAPI
import JSON
import SessionLog

/// Where in a session a secret stands.
public struct SecretPlace: Sendable, Hashable, CustomStringConvertible {
  /// Nil for what is said of the whole session.
  public var pane: Int?
  public var turn: Int?
  /// "prompt", "answer", "settings", …
  public var part: String

  public var description: String {
    let place = [turn.map { "turn \($0)" }, pane.map { "pane \($0)" }].compactMap { $0 }
    return (place + [part]).joined(separator: ", ")
  }
}

/// Takes secrets out of a session, and notes where they stood.
public struct SecretCleaning: Sendable {
  private let scanner: SecretScanner
  /// In the order they were found, each once.
  public private(set) var places: [SecretPlace] = []
  /// What was taken out.
  public private(set) var secrets: Set<String> = []
  /// Answers are still being written.
  private let isLive: Bool
  private var pane: Int?
  private var turn: Int?

  /// - Parameter isLive: whether the session goes on: a secret of which only the beginning is there
  ///   is taken out too.
  public init(_ scanner: SecretScanner, isLive: Bool = false) {
    self.scanner = scanner
    self.isLive = isLive
  }

  /// A scanner that also knows what was found here.
  public var scannerForMoments: SecretScanner { scanner.adding(secrets) }

  public mutating func clean(_ session: inout SessionState) {
    clean(&session.meta.title, "title")
    clean(&session.meta.notes, "notes")
    for index in (session.meta.tags ?? []).indices {
      if var tag = session.meta.tags?[index] {
        clean(&tag, "tags")
        session.meta.tags?[index] = tag
      }
    }
    if var header = session.header {
      clean(&header.app, "app")
      clean(&header.machine.cpu, "machine")
      session.header = header
    }
    for index in session.panes.indices { clean(&session.panes[index]) }
    for index in session.closedPanes.indices { clean(&session.closedPanes[index]) }
  }

  fileprivate mutating func clean(_ text: inout String, _ part: String) {
    guard let cleaned = scanner.cleaned(text) else { return }
    secrets.formUnion(scanner.secrets(in: text))
    text = cleaned
    let place = SecretPlace(pane: pane, turn: turn, part: part)
    if !places.contains(place) { places.append(place) }
  }

  private mutating func clean(_ text: inout String?, _ part: String) {
    guard var some = text else { return }
    clean(&some, part)
    text = some
  }

  private mutating func clean(_ state: inout PaneState) {
    pane = state.number
    defer { pane = nil }
    clean(&state.name, "name")
    clean(&state.model.endpoint, "endpoint")
    clean(&state.model.path, "model")
    clean(&state.model.title, "model")
    var body = JSONValue.object(state.model.body)
    clean(&body, "body")
    if case .object(let fields) = body { state.model.body = fields }
    if case .failed(var reason) = state.activity {
      clean(&reason, "error")
      state.activity = .failed(reason)
    }
    clean(&state.settings)
    for index in state.turns.indices { clean(&state.turns[index]) }
  }

  private mutating func clean(_ settings: inout [SettingEntry]) {
    for index in settings.indices {
      clean(&settings[index].value, "setting \(settings[index].name)")
    }
  }

  private mutating func clean(_ state: inout Turn) {
    let before = turn
    turn = state.number
    defer { turn = before }
    clean(&state.question)
    for index in state.variants.indices { clean(&state.variants[index]) }
  }

  private mutating func clean(_ variant: inout Variant) {
    clean(&variant.question)
    clean(&variant.settings)
    if var author = variant.author {
      clean(&author.name, "name")
      clean(&author.model, "model")
      variant.author = author
    }
    clean(&variant.text, "answer")
    if isLive, variant.result == nil {
      let open = scanner.openBytes(of: variant.text)
      if open > 0 {
        variant.text = String(decoding: variant.text.utf8.dropLast(open), as: UTF8.self)
      }
    }
    if var result = variant.result {
      clean(&result.text, "answer")
      clean(&result.error, "error")
      variant.result = result
    }
    for index in variant.followers.indices { clean(&variant.followers[index]) }
  }

  private mutating func clean(_ question: inout Question) {
    clean(&question.text, "prompt")
    guard var use = question.use else { return }
    for (name, value) in use.inputs {
      var value = value
      clean(&value, "prompt")
      use.inputs[name] = value
    }
    clean(&use.prompt, "prompt file")
    question.use = use
  }

  private mutating func clean(_ value: inout JSONValue, _ part: String) {
    switch value {
    case .string(var text):
      clean(&text, part)
      value = .string(text)
    case .array(var values):
      for index in values.indices { clean(&values[index], part) }
      value = .array(values)
    case .object(var fields):
      for index in fields.indices {
        clean(&fields[index].key, part)
        clean(&fields[index].value, part)
      }
      value = .object(fields)
    default: break
    }
  }
}

extension SecretCleaning {
  /// Notes what an event holds that may be gone from the state later: an old title, a prompt that
  /// was sent again before it was answered. Its place is not noted.
  public mutating func note(_ event: SessionEvent) {
    let known = places
    defer { places = known }
    var state = SessionState()
    switch event.body {
    case .meta, .pane, .settings: break
    case .prompt(let prompt):
      var question = prompt.question
      clean(&question)
      return
    case .done(let done):
      var text = done.result.text
      clean(&text, "answer")
      return
    default: return
    }
    // Settings are those of a pane that is there.
    if case .settings(let pane, _) = event.body {
      state.apply(SessionEvent(t: 0, .pane(PaneEvent(pane: pane, action: .open))))
    }
    if case .pane(var opened) = event.body {
      opened.action = .open
      state.apply(SessionEvent(t: 0, .pane(opened)))
    } else {
      state.apply(event)
    }
    clean(&state)
  }
}
