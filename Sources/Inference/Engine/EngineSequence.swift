import GenerationAPI

/// One pane's place in an engine: its KV cache and the job that runs on it.
///
/// `@unchecked Sendable`: everything but `cache`'s identity is touched on the engine's queue alone.
final class EngineSequence: @unchecked Sendable {
  let cache: KVCache
  var job: Job?
  /// Jobs that wait for the running one.
  var waiting: [() -> Void] = []

  init(cache: KVCache) { self.cache = cache }
}
