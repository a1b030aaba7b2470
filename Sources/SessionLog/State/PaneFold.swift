import GenerationAPI

/// How a pane's state follows its events.
extension PaneState {
  mutating func become(_ event: PaneEvent) {
    name = event.name ?? name
    model = event.model ?? model
    contextSize = event.contextSize ?? contextSize
    if let error = event.error {
      activity = .failed(error)
    } else if case .loading = activity {
      // A prompt may have been sent before the model was there.
      activity = turns.last.map { $0.result == nil ? .queued : .idle } ?? .idle
    }
  }

  mutating func merge(_ newer: [SettingEntry]) {
    for entry in newer {
      if let index = settings.firstIndex(where: { $0.name == entry.name }) {
        settings[index] = entry
      } else {
        settings.append(entry)
      }
    }
  }

  mutating func send(_ prompt: PromptEvent, at t: Double) {
    turns.append(Turn(number: prompt.turn, prompt: prompt.text))
    readout = Readout(contextTokens: readout.contextTokens, sentAt: t)
    switch activity {
    case .loading, .failed: break
    default: activity = .queued
    }
  }

  mutating func start(_ start: StartEvent) {
    guard let last = turns.indices.last, turns[last].number == start.turn else { return }
    turns[last].seed = start.seed
    readout.condition = start.condition
    readout.contextTokens = start.cachedTokens
    activity = .reading(done: start.cachedTokens, total: start.promptTokens)
  }

  mutating func read(done: Int, total: Int) {
    readout.contextTokens = done
    activity = .reading(done: done, total: total)
  }

  mutating func append(_ token: GeneratedToken, at t: Double) {
    guard let last = turns.indices.last, turns[last].result == nil else { return }
    turns[last].answer += token.text
    readout.count(at: t)
    activity = .answering
  }

  mutating func sample(_ figures: SampleEvent.Pane, at t: Double) {
    kvBytes = figures.kvBytes ?? kvBytes
    if activity == .answering { readout.refresh(at: t) }
  }

  mutating func end(_ done: DoneEvent) {
    guard let last = turns.indices.last, turns[last].number == done.turn else { return }
    turns[last].answer = done.result.text
    turns[last].result = done.result
    kvBytes = done.result.metrics.kvBytes ?? kvBytes
    readout.finish(done.result.metrics)
    activity = .ended(done.result.reason)
  }
}

extension Readout {
  /// Seconds between refreshes of the live rate.
  static let interval = 0.25
  static let historyLimit = 64

  mutating func count(at t: Double) {
    tokens = (tokens ?? 0) + 1
    contextTokens += 1
    if firstTokenAt == nil {
      firstTokenAt = t
      refreshedAt = t
      ttftMilliseconds = sentAt.map { (t - $0) * 1000 }
    }
    recent.append(t)
    if t - refreshedAt >= Self.interval { refresh(at: t) }
  }

  /// Takes the rate over the last second, or since the first token where that is less.
  mutating func refresh(at t: Double) {
    recent.removeAll { $0 <= t - 1 }
    guard let first = firstTokenAt, t > first else { return }
    refreshedAt = t
    // The first token ends the wait for it; it is no part of the rate.
    let counted = recent.count - (recent.first == first ? 1 : 0)
    let now = Double(counted) / min(1, t - first)
    rate = now
    history.append(now)
    if history.count > Self.historyLimit { history.removeFirst() }
  }

  mutating func finish(_ metrics: GenerateMetrics) {
    rate = metrics.rate ?? rate
    ttftMilliseconds = metrics.ttftMilliseconds ?? ttftMilliseconds
    tokens = metrics.tokens
    condition = metrics.condition
    recent = []
  }
}
