import Glibc
import Inference
import Synchronization

/// Keeps account of the memory that models were promised, so that what is loaded side by side is
/// refused before it is too much.
final class MemoryLedger: Sendable {
  private let promised = Mutex<[String: Int]>([:])
  /// Whether models are loaded however large they are.
  let overcommits: Bool
  private let left: @Sendable () -> MemoryLeft

  /// - Parameter left: what the machine has left for this process now.
  init(
    overcommits: Bool, left: @escaping @Sendable () -> MemoryLeft = { Machine.memoryLeft }
  ) {
    self.overcommits = overcommits
    self.left = left
  }

  /// Promises a new model its memory, with one sequence of `contextSize` tokens.
  ///
  /// - Throws: `ModelError.tooLarge` where that is more than there is.
  func admit(_ header: ModelHeader, path: String, contextSize: Int?) throws(ModelError) {
    let size = contextSize ?? header.configuration.defaultContext
    try promise(
      header.memory(contextSize: min(size, header.configuration.contextLength)), to: path)
  }

  /// Promises one more sequence of a loaded model its memory.
  func admitSequence(of model: LocalModel, contextSize: Int) throws(ModelError) {
    let plan = MemoryPlan(model.configuration, weights: 0, contextSize: contextSize)
    try promise(plan, to: model.path)
  }

  /// Whether one more sequence of a loaded model would be promised its memory now.
  func hasRoomForSequence(of model: LocalModel, contextSize: Int) -> Bool {
    let plan = MemoryPlan(model.configuration, weights: 0, contextSize: contextSize)
    let left = left()
    return promised.withLock { refusal(of: plan, left, $0) == nil }
  }

  /// Takes back what `admitSequence` promised.
  func releaseSequence(of model: LocalModel, contextSize: Int) {
    let plan = MemoryPlan(model.configuration, weights: 0, contextSize: contextSize)
    promised.withLock { $0[model.path] = $0[model.path].map { max(0, $0 - plan.total) } }
  }

  /// Why one more pane with this model would be refused now; nil where it would not. Weights that
  /// another pane has are there already.
  func refusal(of header: ModelHeader, path: String, contextSize: Int?) -> ModelError? {
    let size = contextSize ?? header.configuration.defaultContext
    let whole = header.memory(contextSize: min(size, header.configuration.contextLength))
    let left = left()
    return promised.withLock { promised in
      let plan =
        promised[path] == nil
        ? whole : MemoryPlan(header.configuration, weights: 0, contextSize: whole.contextSize)
      return self.refusal(of: plan, left, promised)
    }
  }

  /// Why a model that is not loaded would be refused now; nil where it would not.
  func refusal(of plan: MemoryPlan) -> ModelError? {
    let left = left()
    return promised.withLock { refusal(of: plan, left, $0) }
  }

  private func refusal(
    of plan: MemoryPlan, _ left: MemoryLeft, _ promised: [String: Int]
  ) -> ModelError? {
    // What this process holds already was promised before.
    let free = max(0, left.bytes + left.resident - promised.values.reduce(0, +))
    if plan.total <= free || overcommits { return nil }
    return .tooLarge(plan, available: free, limit: left.limit)
  }

  private func promise(_ plan: MemoryPlan, to path: String) throws(ModelError) {
    let left = left()
    let refusal = promised.withLock { promised in
      let refusal = self.refusal(of: plan, left, promised)
      if refusal == nil { promised[path, default: 0] += plan.total }
      return refusal
    }
    if let refusal { throw refusal }
  }

  /// Takes promises back, for a model that could not be loaded or was let go.
  func release(path: String) { promised.withLock { $0[path] = nil } }
}

/// How much memory this process may take besides what it has.
struct MemoryLeft {
  /// Bytes that could be had without swapping.
  var bytes: Int
  /// Bytes this process holds.
  var resident: Int
  /// What sets the limit, in words.
  var limit = machine

  static let machine = "this machine"
}

extension Machine {
  static var memoryLeft: MemoryLeft {
    let resident = resident
    var left = MemoryLeft(bytes: available, resident: resident)
    if let group = groups.memoryLeft, group < left.bytes {
      left.bytes = group
      left.limit = "the control group's memory limit"
    }
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
      let bytes = Int(exactly: limit.rlim_cur), bytes - virtual < left.bytes
    {
      left.bytes = max(0, bytes - virtual)
      left.limit = "the limit of \"ulimit -v\""
    }
    return left
  }
}
