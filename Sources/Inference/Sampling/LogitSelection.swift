/// Finds the largest logits without sorting the vocabulary.
enum LogitSelection {
  typealias Candidate = LogitSampler.Candidate

  /// The `count` largest of the logits, largest first, ties by the lower id. Values that are not
  /// numbers, and minus infinity, are left out.
  static func largest(
    _ logits: UnsafeMutableBufferPointer<Float>, _ count: Int
  ) -> [Candidate] {
    if count >= logits.count {
      return logits.indices.lazy.map { Candidate(id: $0, logit: logits[$0]) }
        .filter { $0.logit > -.infinity }.sorted { $0.precedes($1) }
    }
    var heap = Heap(limit: count)
    let lanes = 16
    var index = 0
    // Most stretches of 16 hold nothing above the threshold.
    while index + lanes <= logits.count {
      let stretch = UnsafeRawPointer(logits.baseAddress! + index)
        .loadUnaligned(as: SIMD16<Float>.self)
      if any(stretch .> heap.threshold) {
        for id in index..<index + lanes { heap.offer(Candidate(id: id, logit: logits[id])) }
      }
      index += lanes
    }
    for id in index..<logits.count { heap.offer(Candidate(id: id, logit: logits[id])) }
    return heap.elements.sorted { $0.precedes($1) }
  }

  /// All logits of at least `least` that are numbers, in the order of their ids.
  static func all(
    _ logits: UnsafeMutableBufferPointer<Float>, from least: Float
  ) -> [Candidate] {
    logits.indices.lazy.map { Candidate(id: $0, logit: logits[$0]) }
      .filter { $0.logit >= least && $0.logit > -.infinity }
  }

  /// The best candidates so far, the worst of them on top. Ids must be offered in ascending order.
  private struct Heap {
    let limit: Int
    private(set) var elements: [Candidate] = []

    init(limit: Int) {
      self.limit = limit
      elements.reserveCapacity(limit)
    }

    /// What a candidate must exceed.
    var threshold: Float { elements.count < limit ? -.infinity : elements[0].logit }

    mutating func offer(_ candidate: Candidate) {
      guard candidate.logit > threshold else { return }
      if elements.count < limit {
        elements.append(candidate)
        rise(elements.count - 1)
      } else {
        elements[0] = candidate
        sink()
      }
    }

    private mutating func rise(_ start: Int) {
      var child = start
      while child > 0 {
        let parent = (child - 1) / 2
        guard elements[parent].precedes(elements[child]) else { return }
        elements.swapAt(parent, child)
        child = parent
      }
    }

    private mutating func sink() {
      var parent = 0
      while true {
        var worst = parent
        for child in [2 * parent + 1, 2 * parent + 2] where child < elements.count {
          if elements[worst].precedes(elements[child]) { worst = child }
        }
        if worst == parent { return }
        elements.swapAt(parent, worst)
        parent = worst
      }
    }
  }
}
