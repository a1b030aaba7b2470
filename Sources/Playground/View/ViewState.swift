import Cells

/// Who has the keyboard.
public enum Mode: Sendable, Equatable {
  /// The composer: letters are text.
  case type
  /// The panes: letters act.
  case panes
}

/// Everything only the viewer cares about. Changes only in `update`.
public struct ViewState: Sendable, Equatable {
  public var mode = Mode.type
  /// The screen's size, as the last resize said.
  public var size: Size
  /// The newest time seen, in seconds.
  public var now: Double = 0

  public init(size: Size = Size(columns: 80, rows: 24)) {
    self.size = size
  }

  /// When `AppEvent.tick` is wanted next; nil where nothing depends on time.
  public var wakeTime: Double? { nil }
}
