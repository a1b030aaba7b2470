import Dispatch
import GenerationAPI

/// One pane's place in an engine: its KV cache and the job that runs on it.
///
/// `@unchecked Sendable`: everything but `cache`'s identity is touched on the engine's queue alone.
final class EngineSequence: @unchecked Sendable {
  let cache: KVCache
  var job: Job?
  /// Jobs that wait for the running one.
  var waiting: [() -> Void] = []

  /// Where prompts are tokenised, one after another: a long one must not hold up the engine.
  let intake = DispatchQueue(label: "inference.intake", qos: .utility)

  init(cache: KVCache) { self.cache = cache }
}
