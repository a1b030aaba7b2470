/// Which of a model's jobs each slot does next. A slot is a pane that answers one after the other,
/// at the same time as the other slots of its model.
struct BatchQueue {
  private var waiting: ArraySlice<BatchJob>
  /// What each slot is at.
  private(set) var running: [Int: BatchJob] = [:]

  init(_ jobs: [BatchJob]) { waiting = jobs[...] }

  var isDone: Bool { waiting.isEmpty && running.isEmpty }
  var hasWaiting: Bool { !waiting.isEmpty }

  /// What a slot that is at nothing does next; nil where nothing is left.
  mutating func next(_ slot: Int) -> BatchJob? {
    guard running[slot] == nil, let job = waiting.popFirst() else { return nil }
    running[slot] = job
    return job
  }

  /// A slot is done with what it was at.
  mutating func end(_ slot: Int) { running[slot] = nil }
}
