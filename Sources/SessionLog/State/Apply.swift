import GenerationAPI

extension SessionState {
  /// The one fold: live and in replay alike. Events of panes that are not open change nothing.
  public mutating func apply(_ event: SessionEvent) {
    t = max(t, event.t)
    let t = t
    switch event.body {
    case .session(let header): self.header = header
    case .meta(let newer): meta.merge(newer)
    case .pane(let event): apply(event)
    case .load(let pane, let done, let total):
      update(pane) { $0.activity = .loading(done: done, total: total) }
    case .settings(let pane, let settings): update(pane) { $0.merge(settings) }
    case .prompt(let prompt):
      turn = max(turn, prompt.turn)
      for pane in prompt.panes { update(pane) { $0.send(prompt, at: t) } }
    case .start(let start): update(start.pane) { $0.start(start) }
    case .prefill(let pane, let done, let total):
      update(pane) { $0.read(done: done, total: total) }
    case .token(let pane, let token): update(pane) { $0.append(token, at: t) }
    case .sample(let sample):
      rss = sample.rss
      available = sample.available
      for figures in sample.panes { update(figures.pane) { $0.sample(figures, at: t) } }
    case .done(let done): update(done.pane) { $0.end(done) }
    case .resumed, .unknown: break
    }
  }

  private mutating func apply(_ event: PaneEvent) {
    switch event.action {
    case .open:
      guard pane(event.pane) == nil else { return }
      var pane = PaneState(
        number: event.pane, name: event.name ?? "pane \(event.pane)",
        model: event.model ?? ModelFacts())
      pane.contextSize = event.contextSize
      if let error = event.error { pane.activity = .failed(error) }
      panes.append(pane)
    case .close:
      panes.removeAll { $0.number == event.pane }
    case .model:
      update(event.pane) { $0.become(event) }
    }
  }

  private mutating func update(_ number: Int, _ change: (inout PaneState) -> Void) {
    guard let index = panes.firstIndex(where: { $0.number == number }) else { return }
    change(&panes[index])
  }
}

extension SessionMeta {
  mutating func merge(_ newer: SessionMeta) {
    title = newer.title ?? title
    tags = newer.tags ?? tags
    star = newer.star ?? star
    notes = newer.notes ?? notes
    sha256 = (sha256 ?? [:]).merging(newer.sha256 ?? [:]) { _, new in new }
  }
}
