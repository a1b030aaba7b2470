import Cells
import Playground
import SessionLog

/// A session's frames, as a viewer who touches nothing would have seen them.
public struct ReplayFrames {
  public private(set) var session = SessionState()
  private var view: ViewState
  private let size: Size
  private let theme: Theme
  private var cache = LayoutCache()
  private let scanner: SecretScanner?

  /// - Parameter scanner: for what is not to be seen; nil shows everything.
  public init(size: Size, theme: Theme, scanner: SecretScanner? = nil) {
    self.size = size
    self.theme = theme
    self.scanner = scanner
    view = ViewState(size: size)
    view.theme = theme
    view.mode = .panes
  }

  public mutating func apply(_ event: SessionEvent) { session.apply(event) }

  /// The picture of the moment.
  public mutating func frame(at t: Double) -> Frame {
    view.now = t
    if session.pane(view.chosen) == nil, let first = session.panes.first {
      view.chosen = first.number
    }
    guard let scanner else {
      return render(session, view, size: size, theme: theme, cache: &cache)
    }
    var shown = session
    var cleaning = SecretCleaning(scanner, isLive: true)
    cleaning.clean(&shown)
    return render(shown, view, size: size, theme: theme, cache: &cache)
  }
}
