import GenerationAPI

extension SessionState {
  /// More panes than there can be; the rest of a broken file's are not opened.
  public static let paneLimit = 256

  /// Bytes of a path that a file may have.
  static let pathLimit = 4096

  /// The one fold: live and in replay alike. Events of panes that are not open change nothing,
  /// but a closed pane still takes the end of what ran in it.
  ///
  /// Time never runs backwards: an event older than its predecessor happens at the same time.
  public mutating func apply(_ event: SessionEvent) {
    t = max(t, event.t)
    let t = t
    switch event.body {
    case .session(let header):
      self.header = header
      app = header.app
      machine = header.machine
    case .meta(let newer): meta.merge(newer)
    case .pane(let event):
      if let model = event.model, model.path != nil || model.endpoint != nil {
        forgetSum(of: event.pane, unlessOf: model.path)
      }
      apply(event)
      noteWeights()
    case .load(let pane, let done, let total):
      update(pane) {
        $0.activity = .loading(done: done, total: total)
        $0.isFetching = false
      }
    case .fetch(let pane, let done, let total):
      update(pane) {
        $0.activity = .loading(done: done, total: total)
        if !$0.isFetching { $0.fetchPace = FetchPace() }
        $0.isFetching = true
        $0.fetchPace.note(done, of: total, at: t)
      }
    case .settings(let pane, let settings): update(pane) { $0.merge(settings) }
    case .prompt(let prompt):
      turn = max(turn, prompt.turn)
      for pane in prompt.panes { update(pane) { $0.send(prompt, at: t) } }
    case .show(let pane, let turn, let variant):
      update(pane) { $0.show(turn: turn, variant: variant) }
    case .mode(let mode): runMode = mode
    case .start(let start):
      turn = max(turn, start.turn)
      update(start.pane) { $0.start(start) }
      noteSharing()
    case .prefill(let pane, let done, let total):
      update(pane) { $0.read(done: done, total: total) }
    case .token(let pane, let token): update(pane) { $0.append(token, at: t) }
    case .wait(let pane, let wait): update(pane) { $0.wait(wait, at: t) }
    case .limits(let pane, let limits): update(pane) { $0.limits = limits }
    case .sample(let sample):
      rss = sample.rss
      available = sample.available
      for figures in sample.panes { update(figures.pane) { $0.sample(figures) } }
    case .done(let done):
      turn = max(turn, done.turn)
      update(done.pane) { $0.end(done) }
      if let index = closedPanes.firstIndex(where: { $0.number == done.pane }) {
        closedPanes[index].end(done)
      }
    case .paused(let seconds):
      // Whoever waits or writes has this time in its figures.
      for index in panes.indices where panes[index].activity.isGenerating {
        panes[index].readout.condition?.pausedSeconds += seconds
      }
    case .resumed(_, let app, let machine):
      self.app = app ?? self.app
      self.machine = machine ?? self.machine
      // Nothing of what ran, was loaded or cached in the old process is there in the new one.
      for index in panes.indices { panes[index].interrupt(.cut) }
      rss = nil
      available = nil
    case .unknown: break
    }
    // Every event tells the time, so a pane that stalls shows it while others go on.
    for index in panes.indices where panes[index].activity == .answering {
      panes[index].readout.advance(to: t)
    }
  }

  /// Whoever starts shares the machine with all who run.
  private mutating func noteSharing() {
    // What servers do elsewhere takes nothing of this machine.
    let running = panes.indices.filter {
      panes[$0].activity.isGenerating && panes[$0].model.host == nil
    }
    for index in running where panes[index].readout.condition?.isRemote != true {
      let seen = panes[index].readout.condition?.sequences ?? 1
      panes[index].readout.condition?.sequences = max(seen, running.count)
    }
  }

  /// Of panes on one model the first has its weights; the others share them.
  private mutating func noteWeights() {
    var seen: Set<[UInt8]> = []
    for index in panes.indices {
      guard panes[index].model.weightBytes != nil, let path = panes[index].model.path,
        path.utf8.count <= Self.pathLimit
      else { continue }
      panes[index].model.sharesWeights = !seen.insert(Array(path.utf8)).inserted
    }
  }

  private mutating func apply(_ event: PaneEvent) {
    switch event.action {
    case .open: open(event)
    case .close:
      guard let index = panes.firstIndex(where: { $0.number == event.pane }) else { return }
      panes[index].interrupt(.cancelled)
      closedPanes.append(panes.remove(at: index))
    case .move:
      guard let index = panes.firstIndex(where: { $0.number == event.pane }) else { return }
      put(panes.remove(at: index), at: event.place)
    case .model:
      let t = t
      update(event.pane) { $0.become(event, at: t) }
    }
  }

  /// Opens a pane, or brings a closed one back.
  private mutating func open(_ event: PaneEvent) {
    if panes.contains(where: { $0.number == event.pane }) { return }
    if let index = closedPanes.firstIndex(where: { $0.number == event.pane }) {
      var pane = closedPanes.remove(at: index)
      pane.interrupt(.cancelled)
      pane.become(event, at: t)
      put(pane, at: event.place)
      return
    }
    if panes.count + closedPanes.count >= Self.paneLimit { return }
    var pane = PaneState(
      number: event.pane, name: event.name ?? "pane \(event.pane)",
      model: event.model ?? ModelFacts())
    pane.contextSize = event.contextSize
    if let error = event.error { pane.activity = .failed(error) }
    let source = (panes + closedPanes).first { $0.number == event.copies }
    if let source { pane.begin(with: source) }
    put(pane, at: event.place)
  }

  /// Puts a pane on the screen at a place from 1, or at the end.
  private mutating func put(_ pane: PaneState, at place: Int?) {
    panes.insert(pane, at: min(max((place ?? .max) - 1, 0), panes.count))
  }

  /// What is known of a pane's model file is not true of another one.
  private mutating func forgetSum(of number: Int, unlessOf path: String?) {
    guard meta.sha256?[number] != nil,
      let pane = (panes + closedPanes).first(where: { $0.number == number }),
      !pane.model.path.hasBytes(of: path)
    else { return }
    meta.sha256?[number] = nil
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
    guard let sums = newer.sha256 else { return }
    // In place: a copy for every event would take long where there are many.
    if sha256 == nil { sha256 = [:] }
    for (pane, sum) in sums { sha256?[pane] = sum }
  }
}
