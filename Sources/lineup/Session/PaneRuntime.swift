import GenerationAPI
import Inference
import Prompts

/// One open pane, as the program sees it.
struct PaneRuntime {
  let number: Int
  var argument: ModelArgument
  var settings: PaneSettings
  var format = ChatFormat.plain
  var generator: LocalGenerator?
  var cancellation: Cancellation?
  /// Why the model can't be used.
  var failure: String?
  /// A turn that waits for its model.
  var waiting: (turn: Int, sentAt: Double)?
  /// Tells this pane's generations apart.
  var run = 0
  var turn = 0
  var variant = 1
  var pendingStart: (rendered: String, seed: UInt64)?
  /// Seconds for which nothing moved since the prompt.
  var pausedSeconds = 0.0

  var isBusy: Bool { cancellation != nil || waiting != nil }
}
