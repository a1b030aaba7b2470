import GenerationAPI
import JSON

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
        limits = nil
        isFetching = false
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
    rewrites += 1
    keepRendered(of: other)
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

  /// A prompt was sent; one with the number of an earlier turn asks for another answer to it, or to
  /// another text in its place.
  mutating func send(_ prompt: PromptEvent, at t: Double) {
    guard let index = index(ofTurn: prompt.turn, creates: true) else { return }
    touch(index)
    if index < turns.count - 1 {
      // What comes later may be under way.
      guard running == nil, waiting.isEmpty else { return }
      putAsideFollowers(of: index)
    }
    turns[index].question = prompt.question
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
    guard let index = index(ofTurn: start.turn, creates: true),
      let variant = take(start.variant, ofTurn: index)
    else { return }
    touch(index)
    let settings = settings
    let author = author
    let result = turns[index].variants[variant].result
    let goesOn = (start.continues ?? 0) > 0
    let question = turns[index].question
    turns[index].updateShown {
      $0.text = goesOn ? String(decoding: $0.text.utf8.prefix($0.streamedBytes), as: UTF8.self) : ""
      $0.streamedBytes = $0.text.utf8.count
      $0.result = nil
      $0.seed = start.seed
      $0.author = author
      $0.settings = settings
      $0.parts = start.parts
      $0.question = question
    }
    keep(Rendered(turn: start.turn, variant: start.variant, text: start.rendered))
    // Loading is no part of TTFT: a prompt sent meanwhile counts from when the model was there.
    let sentAt = start.sent ?? turns[index].waitingSince.map { max($0, readyAt) }
    readout = Readout(start, sentAt: sentAt, goingOnFrom: goesOn ? result : nil)
    stopWaiting(index)
    running = index
    activity = .reading(done: start.cachedTokens, total: start.promptTokens)
  }

  mutating func wait(_ wait: RetryWait, at t: Double) {
    guard running != nil else { return }
    // TTFT counts from when the server is asked again.
    if readout.sentAt != nil { readout.sentAt = t + max(0, wait.seconds) }
    activity = .waiting(wait)
  }

  mutating func read(done: Int, total: Int) {
    guard running != nil else { return }
    readout.contextTokens = done
    activity = .reading(done: done, total: total)
  }

  mutating func append(_ token: GeneratedToken, at t: Double) {
    guard let running else { return }
    let isThere = turns[running].updateShown {
      $0.text += token.text
      $0.streamedBytes += token.text.utf8.count
    }
    guard isThere else { return }
    readout.count(at: t)
    activity = .answering
  }

  mutating func sample(_ figures: SampleEvent.Pane) {
    kvBytes = figures.kvBytes ?? kvBytes
  }

  /// A generation ended, or could not even begin.
  mutating func end(_ done: DoneEvent) {
    guard let index = index(ofTurn: done.turn, creates: true) else { return }
    let isNew = turns[index].index(ofVariant: done.variant) == nil
    guard take(done.variant, ofTurn: index) != nil else { return }
    touch(index)
    if let cost = done.result.metrics.cost { spent.add(cost) }
    let settings = settings
    let question = turns[index].question
    turns[index].updateShown {
      $0.text = done.result.text
      $0.result = done.result
      if isNew {
        $0.settings = settings
        $0.question = question
      }
    }
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

  /// Makes another of a turn's answers part of the conversation, with what followed it.
  mutating func show(turn: Int, variant: Int) {
    guard running == nil, waiting.isEmpty, let index = index(ofTurn: turn, creates: false),
      let other = turns[index].index(ofVariant: variant), other != turns[index].shown
    else { return }
    rewrites += 1
    putAsideFollowers(of: index)
    turns[index].show(other)
    turns += turns[index].variants[other].takeFollowers()
    readout = Readout(contextTokens: readout.contextTokens)
    if let metrics = turns.last?.result?.metrics { readout.finish(metrics) }
    switch activity {
    case .loading, .failed: break
    default: activity = settled
    }
  }

  private mutating func putAsideFollowers(of index: Int) {
    let followers = turns[(index + 1)...]
    turns[index].updateShown { $0.keep(followers) }
    turns.removeSubrange((index + 1)...)
  }

  /// Whatever was under way is over without having said so, and the cache is gone.
  mutating func interrupt(_ reason: GenerateStopReason) {
    if !endRunning(reason), activity.isBusy { activity = .idle }
    for index in waiting.all {
      turns[index].waitingSince = nil
      if let question = turns[index].variant?.question { turns[index].question = question }
    }
    waiting = AscendingIndices()
    forgetCache()
  }

  /// Ends the running generation with what came of it; false where none runs.
  @discardableResult
  private mutating func endRunning(_ reason: GenerateStopReason) -> Bool {
    guard let index = running, turns[index].variant != nil else { return false }
    var metrics = GenerateMetrics()
    metrics.promptTokens = readout.promptTokens
    metrics.tokens = readout.tokens ?? 0
    metrics.ttftMilliseconds = readout.ttftMilliseconds
    metrics.condition = readout.condition ?? Condition()
    readout.finish(metrics)
    metrics.rate = readout.rate
    metrics.cost = runningCost
    metrics.isEstimated = metrics.condition.isRemote
    if let cost = metrics.cost { spent.add(cost) }
    turns[index].updateShown {
      $0.result = GenerateResult(reason: reason, text: $0.text, metrics: metrics)
    }
    activity = .ended(reason)
    running = nil
    return true
  }

  private mutating func forgetCache() {
    readout.contextTokens = 0
    kvBytes = nil
  }

  // MARK: Turns and variants

  /// The turn's index; where the number is higher than any, a new turn at the end if one is to be
  /// made. Nil for one that is not part of the conversation.
  private mutating func index(ofTurn number: Int, creates: Bool) -> Int? {
    if creates, turns.last.map({ $0.number < number }) ?? true {
      turns.append(Turn(number: number, prompt: ""))
      return turns.count - 1
    }
    return index(ofTurn: number)
  }

  /// Notes that a turn changes.
  private mutating func touch(_ index: Int) {
    if index < firstOpenTurn { rewrites += 1 }
  }

  /// Shows a variant of a turn, a new one where its number is higher than any, without changing what
  /// the turn asks; its index. Nil for one that was never there.
  private mutating func take(_ number: Int, ofTurn index: Int) -> Int? {
    let question = turns[index].question
    defer { turns[index].question = question }
    if let variant = turns[index].index(ofVariant: number) {
      turns[index].show(variant)
      return variant
    }
    if let last = turns[index].variants.last, number <= last.number { return nil }
    turns[index].variants.append(Variant(number: number))
    turns[index].show(turns[index].variants.count - 1)
    return turns[index].shown
  }

  private mutating func stopWaiting(_ index: Int) {
    turns[index].waitingSince = nil
    waiting.remove(index)
  }
}

/// Turns by number.
extension PaneState {
  /// The index of a turn that is part of the conversation.
  public func index(ofTurn number: Int) -> Int? {
    let index = firstIndex(ofTurnFrom: number)
    return index < turns.count && turns[index].number == number ? index : nil
  }

  /// The index of the first turn with this number or a higher one; behind the last where none has.
  public func firstIndex(ofTurnFrom number: Int) -> Int {
    var range = turns.indices
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      range =
        turns[middle].number < number
        ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return range.lowerBound
  }

  /// A turn that is part of the conversation.
  public func turn(_ number: Int) -> Turn? { index(ofTurn: number).map { turns[$0] } }

  /// The number of the first turn that waits for its answer; nil where none does.
  public var firstWaitingTurn: Int? { waiting.lowest.map { turns[$0].number } }

  /// The index of the first turn that is not over: it runs, waits, or is the last.
  public var firstOpenTurn: Int {
    max(0, min(running ?? .max, waiting.lowest ?? .max, turns.count - 1))
  }
}
