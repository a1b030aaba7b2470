import GenerationAPI
import JSON

extension SessionState {
  /// The state after it was written as a snapshot and read again.
  package func throughSnapshot() throws -> SessionState {
    var copy = self
    var writer = SnapshotWriter(SnapshotStore())
    try copy.code(with: &writer)
    var store = writer.store
    let place = store.add(writer.bytes)
    var reader = SnapshotReader(store.bytes, at: place)
    var again = SessionState()
    try again.code(with: &reader)
    return again
  }
}

/// A session's whole state as bytes, to go on from without what came before.
extension SessionState {
  mutating func code(with coder: inout some SnapshotCoder) throws(SnapshotError) {
    try coder.code(&header, SessionHeader(created: "", app: "", machine: .blank)) {
      (coder, header) throws(SnapshotError) in try header.code(with: &coder)
    }
    try coder.code(&app)
    try coder.code(&machine, .blank) { (coder, machine) throws(SnapshotError) in
      try machine.code(with: &coder)
    }
    try meta.code(with: &coder)
    try coder.code(list: &panes, .blank) { (coder, pane) throws(SnapshotError) in
      try pane.code(with: &coder)
    }
    try coder.code(list: &closedPanes, .blank) { (coder, pane) throws(SnapshotError) in
      try pane.code(with: &coder)
    }
    try coder.code(word: &runMode)
    try coder.code(&turn)
    try coder.code(&t)
    try coder.code(&rss)
    try coder.code(&available)
  }
}

extension SessionHeader {
  fileprivate mutating func code(with coder: inout some SnapshotCoder) throws(SnapshotError) {
    try coder.code(&version)
    try coder.code(&created)
    try coder.code(&app)
    try machine.code(with: &coder)
  }
}

extension SessionHeader.Machine {
  fileprivate static var blank: Self { Self(cpu: "", cores: 0, memory: 0, kernels: "") }

  fileprivate mutating func code(with coder: inout some SnapshotCoder) throws(SnapshotError) {
    try coder.code(&cpu)
    try coder.code(&cores)
    try coder.code(&memory)
    try coder.code(&kernels)
  }
}

extension SessionMeta {
  fileprivate mutating func code(with coder: inout some SnapshotCoder) throws(SnapshotError) {
    try coder.code(&title)
    try coder.code(&tags, []) { (coder, tags) throws(SnapshotError) in
      try coder.code(list: &tags, "") { (coder, tag) throws(SnapshotError) in try coder.code(&tag) }
    }
    try coder.code(&star)
    try coder.code(&notes)
    var sums = sha256.map {
      $0.sorted { $0.key < $1.key }.map { Sum(pane: $0.key, text: $0.value) }
    }
    try coder.code(&sums, []) { (coder, sums) throws(SnapshotError) in
      try coder.code(list: &sums, Sum(pane: 0, text: "")) { (coder, sum) throws(SnapshotError) in
        try coder.code(&sum.pane)
        try coder.code(&sum.text)
      }
    }
    sha256 = sums.map { Dictionary($0.map { ($0.pane, $0.text) }) { _, last in last } }
  }

  private struct Sum {
    var pane: Int
    var text: String
  }
}

extension PaneState {
  fileprivate static var blank: PaneState { PaneState(number: 0, name: "", model: ModelFacts()) }

  fileprivate mutating func code(with coder: inout some SnapshotCoder) throws(SnapshotError) {
    try coder.code(&number)
    try coder.code(&name)
    try model.code(with: &coder)
    try coder.code(&contextSize)
    try coder.code(&settings)
    try coder.code(turnsOf: &self)
    try activity.code(with: &coder)
    try readout.code(with: &coder)
    try coder.code(&kvBytes)
    try coder.code(&isFetching)
    try fetchPace.code(with: &coder)
    try coder.code(list: &renders, Rendered(turn: 0, variant: 0, text: "")) {
      (coder, rendered) throws(SnapshotError) in try coder.code(&rendered)
    }
    try coder.code(&rewrites)
    try coder.code(&running)
    var waiting = waiting.all
    try coder.code(list: &waiting, 0) { (coder, index) throws(SnapshotError) in
      try coder.code(&index)
    }
    self.waiting = AscendingIndices(waiting)
    try coder.code(&readyAt)
    try coder.code(list: &spent.costs, Cost(amount: 0, currency: "")) {
      (coder, cost) throws(SnapshotError) in try cost.code(with: &coder)
    }
    try coder.code(&limits, RateLimits()) { (coder, limits) throws(SnapshotError) in
      for quota in [\RateLimits.requests, \.tokens] {
        try coder.code(&limits[keyPath: quota], RateLimits.Quota()) {
          (coder, quota) throws(SnapshotError) in
          try coder.code(&quota.limit)
          try coder.code(&quota.remaining)
          try coder.code(&quota.resetSeconds)
        }
      }
    }
    let isSound =
      (running.map { turns.indices.contains($0) && turns[$0].variant != nil } ?? true)
      && waiting.allSatisfy(turns.indices.contains)
      && zip(turns, turns.dropFirst()).allSatisfy { $0.number < $1.number }
    if !isSound { throw SnapshotError() }
  }
}

extension FetchPace {
  fileprivate mutating func code(with coder: inout some SnapshotCoder) throws(SnapshotError) {
    try coder.code(&bytesPerSecond)
    try coder.code(&isBegun)
    try coder.code(&earlierAt)
    try coder.code(&earlier)
    try coder.code(&recentAt)
    try coder.code(&recent)
  }
}

extension ModelFacts {
  fileprivate mutating func code(with coder: inout some SnapshotCoder) throws(SnapshotError) {
    for text in [
      \Self.path, \.endpoint, \.host, \.title, \.architecture, \.quantisation, \.weightsHeld,
      \.format,
    ] { try coder.code(&self[keyPath: text]) }
    for number in [\Self.parameters, \.fileBytes, \.weightBytes, \.kvPerToken, \.contextLength] {
      try coder.code(&self[keyPath: number])
    }
    try coder.code(&sharesWeights)
    try coder.code(&loadSeconds)
    try coder.code(list: &body, JSONField("", .null)) { (coder, field) throws(SnapshotError) in
      try coder.code(&field.key)
      try coder.code(&field.value)
    }
    try coder.code(&prices, TokenPrices(input: 0, output: 0, currency: "")) {
      (coder, prices) throws(SnapshotError) in
      try coder.code(&prices.input)
      try coder.code(&prices.cachedInput)
      try coder.code(&prices.output)
      try coder.code(&prices.currency)
    }
  }
}

extension PaneState.Activity {
  fileprivate mutating func code(with coder: inout some SnapshotCoder) throws(SnapshotError) {
    var kind: UInt64 = 0
    var done = 0
    var total = 0
    var reason = GenerateStopReason.stop
    var text = ""
    var seconds = 0.0
    switch self {
    case .idle: kind = 0
    case .loading(let a, let b): (kind, done, total) = (1, a, b)
    case .queued: kind = 2
    case .reading(let a, let b): (kind, done, total) = (3, a, b)
    case .answering: kind = 4
    case .ended(let a): (kind, reason) = (5, a)
    case .failed(let a): (kind, text) = (6, a)
    case .waiting(let a): (kind, seconds, done, text) = (7, a.seconds, a.attempt, a.reason)
    }
    try coder.code(&kind)
    try coder.code(&done)
    try coder.code(&total)
    try coder.code(word: &reason)
    try coder.code(&text)
    try coder.code(&seconds)
    switch kind {
    case 0: self = .idle
    case 1: self = .loading(done: done, total: total)
    case 2: self = .queued
    case 3: self = .reading(done: done, total: total)
    case 4: self = .answering
    case 5: self = .ended(reason)
    case 6: self = .failed(text)
    case 7: self = .waiting(RetryWait(seconds: seconds, attempt: done, reason: text))
    default: throw SnapshotError()
    }
  }
}

extension Readout {
  fileprivate mutating func code(with coder: inout some SnapshotCoder) throws(SnapshotError) {
    try coder.code(&rate)
    try coder.code(&ttftMilliseconds)
    try coder.code(&tokens)
    try coder.code(&contextTokens)
    try coder.code(&condition, Condition()) { (coder, condition) throws(SnapshotError) in
      try condition.code(with: &coder)
    }
    try coder.code(list: &history, 0) { (coder, rate) throws(SnapshotError) in
      try coder.code(&rate)
    }
    try coder.code(&before)
    try coder.code(&sentAt)
    try coder.code(&promptTokens)
    try coder.code(&firstTokenAt)
    try coder.code(&lastTokenAt)
    try coder.code(&refreshes)
    try coder.code(list: &recent, 0) { (coder, time) throws(SnapshotError) in
      try coder.code(&time)
    }
  }
}

extension Condition {
  fileprivate mutating func code(with coder: inout some SnapshotCoder) throws(SnapshotError) {
    try coder.code(&sequences)
    try coder.code(&models)
    try coder.code(&isRemote)
    try coder.code(&threads)
    try coder.code(&warm)
    try coder.code(&cachedTokens)
    try coder.code(&pausedSeconds)
  }
}

extension Cost {
  fileprivate mutating func code(with coder: inout some SnapshotCoder) throws(SnapshotError) {
    try coder.code(&amount)
    try coder.code(&currency)
    try coder.code(&isEstimated)
  }
}

extension Rendered {
  mutating func code(with coder: inout some SnapshotCoder) throws(SnapshotError) {
    try coder.code(&turn)
    try coder.code(&variant)
    try coder.code(&text)
  }
}

extension Turn {
  mutating func code(with coder: inout some SnapshotCoder) throws(SnapshotError) {
    try coder.code(&number)
    try question.code(with: &coder)
    try coder.code(list: &variants, Variant(number: 0)) {
      (coder, variant) throws(SnapshotError) in try variant.code(with: &coder)
    }
    try coder.code(&shown)
    try coder.code(&waitingSince)
    let isSound =
      (variants.isEmpty ? shown == 0 : variants.indices.contains(shown))
      && zip(variants, variants.dropFirst()).allSatisfy { $0.number < $1.number }
    if !isSound { throw SnapshotError() }
  }
}

extension Question {
  fileprivate mutating func code(with coder: inout some SnapshotCoder) throws(SnapshotError) {
    try coder.code(&text)
    try coder.code(&use, PromptUse(prompt: .null, shots: 0, inputs: [:])) {
      (coder, use) throws(SnapshotError) in
      try coder.code(&use.prompt)
      try coder.code(&use.shots)
      var inputs = use.inputs.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      try coder.code(list: &inputs, ("", "")) { (coder, input) throws(SnapshotError) in
        try coder.code(&input.0)
        try coder.code(&input.1)
      }
      use.inputs = Dictionary(inputs) { _, last in last }
    }
  }
}

extension Variant {
  fileprivate mutating func code(with coder: inout some SnapshotCoder) throws(SnapshotError) {
    try coder.code(&number)
    try question.code(with: &coder)
    try coder.code(&parts, PromptParts(system: 0, examples: 0, input: 0)) {
      (coder, parts) throws(SnapshotError) in
      try coder.code(&parts.system)
      try coder.code(&parts.examples)
      try coder.code(&parts.input)
    }
    try coder.code(&text)
    try coder.code(&result, GenerateResult(reason: .stop, text: "", metrics: GenerateMetrics())) {
      (coder, result) throws(SnapshotError) in try result.code(with: &coder)
    }
    try coder.code(&seed)
    try coder.code(&settings)
    try coder.code(&author, Author(name: "")) { (coder, author) throws(SnapshotError) in
      try coder.code(&author.name)
      try coder.code(&author.model)
    }
    try coder.code(&streamedBytes)
    try coder.code(list: &followers, Turn(number: 0, prompt: "")) {
      (coder, turn) throws(SnapshotError) in try coder.code(&turn)
    }
    try coder.code(&depth)
  }
}

extension GenerateResult {
  fileprivate mutating func code(with coder: inout some SnapshotCoder) throws(SnapshotError) {
    try coder.code(word: &reason)
    try coder.code(&text)
    try coder.code(&error)
    try coder.code(&metrics.loadSeconds)
    try coder.code(&metrics.ttftMilliseconds)
    try coder.code(&metrics.promptTokens)
    try coder.code(&metrics.cachedTokens)
    try coder.code(&metrics.prefillRate)
    try coder.code(&metrics.tokens)
    try coder.code(&metrics.rate)
    try coder.code(&metrics.interTokenLatency, InterTokenLatency(p50: 0, p95: 0, max: 0)) {
      (coder, latency) throws(SnapshotError) in
      try coder.code(&latency.p50)
      try coder.code(&latency.p95)
      try coder.code(&latency.max)
    }
    try coder.code(&metrics.kvBytes)
    try coder.code(&metrics.reasoningTokens)
    try coder.code(&metrics.isEstimated)
    try coder.code(&metrics.cost, Cost(amount: 0, currency: "")) {
      (coder, cost) throws(SnapshotError) in try cost.code(with: &coder)
    }
    try metrics.condition.code(with: &coder)
  }
}
