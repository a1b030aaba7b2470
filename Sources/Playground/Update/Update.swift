import Cells
import SessionLog

/// Changes the view as an event says and returns what the main loop has to do. Never changes the
/// session.
public func update(
  _ view: inout ViewState, _ event: AppEvent, _ session: SessionState, cache: inout LayoutCache
) -> [Effect] {
  view.now = max(view.now, event.time)
  switch event {
  case .input(.resize(let size), _):
    view.size = size
    return []
  case .input(.lost, _):
    return [.quit]
  default:
    return []
  }
}
