import GenerationAPI

/// How a pane's state follows its events.
extension PaneState {
  /// More settings than there can be; the rest of a broken file's are not taken.
  static let settingLimit = 256

  /// The model became known, was changed, or could not be opened.
  mutating func become(_ event: PaneEvent, at t: Double) {
    name = event.name ?? name
    if let newer = event.model {
      if !newer.path.hasBytes(of: model.path) || !newer.endpoint.hasBytes(of: model.endpoint) {
        // What ran was the other model's.
        interrupt(.cancelled)
        contextSize = nil
      }
      model = newer
    }
    contextSize = event.contextSize ?? contextSize
    if let error = event.error {
      activity = .failed(error)
      return
    }
    readyAt = t
    switch activity {
    case .loading, .failed: activity = waiting.isEmpty ? settled : .queued
    default: break
    }
  }

  /// Takes over what was said in another pane, save for what is not answered yet.
  mutating func begin(with other: PaneState) {
    turns = other.turns.filter { $0.result != nil }
    rendered = other.rendered
    if activity == .idle { activity = settled }
  }

  /// Who answers here now.
  public var author: Variant.Author {
    Variant.Author(name: name, model: model.path ?? model.endpoint)
  }

  /// What a pane is at while nothing is asked of it.
  private var settled: Activity { (turns.last?.result?.reason).map(Activity.ended) ?? .idle }

  mutating func merge(_ newer: [SettingEntry]) {
    for entry in newer {
      if let index = settings.firstIndex(where: { $0.name == entry.name }) {
        settings[index] = entry
      } else if settings.count < Self.settingLimit {
        settings.append(entry)
      }
    }
  }

  /// A prompt was sent; one with the number of an earlier turn asks for another answer to it.
  mutating func send(_ prompt: PromptEvent, at t: Double) {
    guard let index = index(ofTurn: prompt.turn) else { return }
    turns[index].prompt = prompt.text
    waiting.insert(index)
    turns[index].waitingSince = t
    // What still runs keeps its figures until it ends.
    if running != nil { return }
    readout = Readout(contextTokens: readout.contextTokens)
    switch activity {
    case .loading, .failed: break
    default: activity = .queued
    }
  }

  mutating func start(_ start: StartEvent) {
    // One at a time: what still ran has ended without saying so.
    endRunning(.cut)
    guard let index = index(ofTurn: start.turn),
      var variant = variant(start.variant, ofTurn: index)
    else { return }
    variant.text = ""
    variant.result = nil
    variant.seed = start.seed
    variant.author = author
    variant.settings = settings
    rendered = Rendered(turn: start.turn, variant: start.variant, text: start.rendered)
    put(variant, inTurn: index)
    // Loading is no part of TTFT: a prompt sent meanwhile counts from when the model was there.
    let sentAt = turns[index].waitingSince.map { max($0, readyAt) }
    readout = Readout(start, sentAt: sentAt)
    stopWaiting(index)
    running = index
    activity = .reading(done: start.cachedTokens, total: start.promptTokens)
  }

  mutating func read(done: Int, total: Int) {
    guard running != nil else { return }
    readout.contextTokens = done
    activity = .reading(done: done, total: total)
  }

  mutating func append(_ token: GeneratedToken, at t: Double) {
    guard let running, let last = turns[running].variants.indices.last else { return }
    turns[running].variants[last].text += token.text
    readout.count(at: t)
    activity = .answering
  }

  mutating func sample(_ figures: SampleEvent.Pane) {
    kvBytes = figures.kvBytes ?? kvBytes
  }

  /// A generation ended, or could not even begin.
  mutating func end(_ done: DoneEvent) {
    guard let index = index(ofTurn: done.turn), var variant = variant(done.variant, ofTurn: index)
    else { return }
    variant.text = done.result.text
    variant.result = done.result
    put(variant, inTurn: index)
    if running == index {
      running = nil
    } else {
      stopWaiting(index)
      // Another turn runs and has the figures.
      if running != nil { return }
      readout = Readout(contextTokens: readout.contextTokens)
    }
    kvBytes = done.result.metrics.kvBytes ?? kvBytes
    readout.finish(done.result.metrics)
    switch activity {
    case .loading, .failed: break
    default: activity = waiting.isEmpty ? .ended(done.result.reason) : .queued
    }
  }

  /// Whatever was under way is over without having said so, and the cache is gone.
  mutating func interrupt(_ reason: GenerateStopReason) {
    if !endRunning(reason), activity.isBusy { activity = .idle }
    for index in waiting { turns[index].waitingSince = nil }
    waiting = []
    forgetCache()
  }

  /// Ends the running generation with what came of it; false where none runs.
  @discardableResult
  private mutating func endRunning(_ reason: GenerateStopReason) -> Bool {
    guard let index = running, let last = turns[index].variants.indices.last else { return false }
    var metrics = GenerateMetrics()
    metrics.promptTokens = readout.promptTokens
    metrics.tokens = readout.tokens ?? 0
    metrics.ttftMilliseconds = readout.ttftMilliseconds
    metrics.condition = readout.condition ?? Condition()
    readout.finish(metrics)
    metrics.rate = readout.rate
    turns[index].variants[last].result = GenerateResult(
      reason: reason, text: turns[index].variants[last].text, metrics: metrics)
    activity = .ended(reason)
    running = nil
    return true
  }

  private mutating func forgetCache() {
    readout.contextTokens = 0
    kvBytes = nil
  }

  // MARK: Turns and variants

  /// The turn's index, with a new turn at the end where the number is higher than any; nil for a
  /// lower one that was never there.
  private mutating func index(ofTurn number: Int) -> Int? {
    guard let last = turns.last, number <= last.number else {
      turns.append(Turn(number: number, prompt: ""))
      return turns.count - 1
    }
    var range = turns.indices
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      if turns[middle].number == number { return middle }
      range =
        turns[middle].number < number
        ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return nil
  }

  /// The turn's newest variant, if it has that number, or one to come after it.
  private func variant(_ number: Int, ofTurn index: Int) -> Variant? {
    guard let last = turns[index].variants.last, number <= last.number else {
      return Variant(number: number)
    }
    return number == last.number ? last : nil
  }

  private mutating func put(_ variant: Variant, inTurn index: Int) {
    if turns[index].variants.last?.number == variant.number {
      turns[index].variants.removeLast()
    }
    turns[index].variants.append(variant)
  }

  private mutating func stopWaiting(_ index: Int) {
    turns[index].waitingSince = nil
    waiting.remove(index)
  }
}
