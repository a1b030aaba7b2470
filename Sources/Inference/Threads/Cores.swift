import Dispatch
import Synchronization

/// Shares the machine's cores out among models, a step at a time.
///
/// No more compute threads run than there are cores; each model that has work gets an equal part,
/// at least one, and waits its turn where there are more models than cores. A model's grant is
/// renewed every step, so that a core that one model leaves is taken up by another at once.
public final class Cores: Sendable {
  /// Cores that may be used in all.
  public let total: Int
  private let state: Mutex<State>

  private struct State {
    var free: Int
    /// Models with work and their running sequences, in the order in which they came.
    var active: [(model: Int, sequences: Int)] = []
    var waiting: [(model: Int, ready: DispatchSemaphore)] = []
  }

  public init(total: Int) {
    self.total = max(1, total)
    state = Mutex(State(free: self.total))
  }

  /// How many models have work, and how many sequences of all models run.
  var load: (models: Int, sequences: Int) {
    state.withLock { ($0.active.count, $0.active.reduce(0) { $0 + $1.sequences }) }
  }

  /// Says that a model has work; its share counts from here.
  func enter(_ model: Int, sequences: Int) {
    state.withLock { state in
      if let index = state.active.firstIndex(where: { $0.model == model }) {
        state.active[index].sequences = sequences
      } else {
        state.active.append((model, sequences))
      }
    }
  }

  /// Says that a model has no work any more.
  func leave(_ model: Int) {
    state.withLock { $0.active.removeAll { $0.model == model } }
  }

  /// Takes this step's threads, waiting while none is free.
  func acquire(_ model: Int) -> Int {
    let ready = DispatchSemaphore(value: 0)
    let granted: Int? = state.withLock { state in
      guard state.free == 0 || !state.waiting.isEmpty else { return take(model, &state, kept: 0) }
      state.waiting.append((model, ready))
      return nil
    }
    if let granted { return granted }
    ready.wait()
    // One core was set aside for whoever had to wait.
    return state.withLock { take(model, &$0, kept: 1) }
  }

  private func take(_ model: Int, _ state: inout State, kept: Int) -> Int {
    let share = share(of: model, among: state.active.map(\.model))
    let granted = max(1, min(share, state.free + kept))
    state.free -= granted - kept
    return granted
  }

  func release(_ granted: Int) {
    state.withLock { state in
      state.free += granted
      while state.free > 0, !state.waiting.isEmpty {
        state.free -= 1
        state.waiting.removeFirst().ready.signal()
      }
    }
  }

  private func share(of model: Int, among active: [Int]) -> Int {
    guard let index = active.firstIndex(of: model) else { return 1 }
    return total / active.count + (index < total % active.count ? 1 : 0)
  }
}
