/// What `update` asks the main loop to do.
public enum Effect: Sendable, Equatable {
  /// Sends a prompt to panes that can take one now: idle, ended, or still loading without a
  /// prompt waiting.
  case send(text: String, panes: [Int])
  /// Answers the last prompt of these panes once more; opens the model again where it failed.
  case retry(panes: [Int])
  /// Stops what these panes generate.
  case stop(panes: [Int])
  /// Looks for models; they come as `AppEvent.models`.
  case findModels
  /// Reads what a model's file says of itself, and plans its memory for so many tokens of context;
  /// it comes as `AppEvent.details`.
  case inspect(path: String, contextSize: Int?)
  /// Opens a pane with this model; it comes as `AppEvent.opened`.
  case open(name: String, path: String)
  /// Gives panes another model.
  case change(panes: [Int], name: String, path: String)
  /// Opens a pane like this one; it comes back as `AppEvent.opened`.
  case clone(pane: Int)
  case close(panes: [Int])
  /// Opens panes that were closed, where they stood.
  case reopen(panes: [Int])
  /// Moves a pane on the screen by so many places.
  case move(pane: Int, by: Int)
  /// Puts text on the clipboard; the answer comes as `AppEvent.copied`.
  case copy(String)
  /// Draws every cell again.
  case redraw
  /// Gives the terminal back and stops the process group.
  case suspend
  case quit
}
