/// What a pane talks to: local models and endpoints conform.
public protocol TextGenerator: Sendable {
  /// Starts one generation. `onEvent` is called from the worker's own queue, in order, and a last
  /// time with `.done`.
  func start(
    _ request: GenerateRequest, onEvent: @escaping @Sendable (Generation) -> Void
  ) -> Cancellation
}
