import Cells
import SessionLog

/// The picture of a session as a viewer sees it. The same values give the same frame.
public func render(
  _ session: SessionState, _ view: ViewState, size: Size, theme: Theme,
  cache: inout LayoutCache
) -> Frame {
  Frame(size: size, theme: theme)
}
