/// What a piece of the screen is for. Themes give roles their colours; nothing else does.
public enum Role: String, Sendable, CaseIterable {
  case text
  case textDim = "text.dim"
  case textStrong = "text.strong"
  case background
  case border
  case borderChosen = "border.chosen"
  case title
  case modeType = "mode.type"
  case modePanes = "mode.panes"
  case modeReplay = "mode.replay"
  case status
  case hintKey = "hint.key"
  case hintText = "hint.text"
  case prompt
  case selection
  case match
  case number
  case meterLow = "meter.low"
  case meterHigh = "meter.high"
  case stateRun = "state.run"
  case stateOK = "state.ok"
  case stateWait = "state.wait"
  case stateWarn = "state.warn"
  case stateError = "state.error"
  case code
  case diff
}
