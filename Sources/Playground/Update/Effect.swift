/// What `update` asks the main loop to do.
public enum Effect: Sendable, Equatable {
  /// Sends a prompt to panes that can take one now: idle, ended, or still loading without a
  /// prompt waiting.
  case send(text: String, panes: [Int])
  /// Answers the last prompt of these panes once more; opens the model again where it failed.
  case retry(panes: [Int])
  /// Stops what these panes generate.
  case stop(panes: [Int])
  /// Puts text on the clipboard; the answer comes as `AppEvent.copied`.
  case copy(String)
  /// Draws every cell again.
  case redraw
  /// Gives the terminal back and stops the process group.
  case suspend
  case quit
}
