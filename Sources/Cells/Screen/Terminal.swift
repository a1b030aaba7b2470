/// A screen and keyboard.
public protocol Terminal {
  var size: Size { get }
  /// Hands over the newest picture; never blocks, older ones that were not drawn are dropped.
  mutating func present(_ frame: Frame)
  /// The next thing the user did; nil when there is none at the moment.
  mutating func nextInput() -> Input?
  /// Gives the terminal back, stops the process group, and takes the terminal again when continued.
  mutating func suspend()
  /// Puts text on the clipboard by the best way there is.
  mutating func copy(_ text: String) -> CopyRoute
}

/// The way a copied text took.
public enum CopyRoute: Sendable, Equatable {
  /// `tmux load-buffer -w -`.
  case tmux
  /// The escape sequence OSC 52, which a terminal may ignore.
  case osc52
  /// Only the file.
  case file(String)
}
