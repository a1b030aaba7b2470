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
  case heading
  case emphasis
  case quote
  case link
  case codeKeyword = "code.keyword"
  case codeString = "code.string"
  case codeComment = "code.comment"
  case marked
}

extension Role {
  /// The role whose look it takes where a theme does not name it, with attributes of its own.
  var substitute: (role: Role, attributes: Attributes)? {
    switch self {
    case .heading: (.textStrong, .bold)
    case .emphasis: (.text, .italic)
    case .quote: (.textDim, [])
    case .link: (.prompt, .underline)
    case .codeKeyword: (.code, .bold)
    case .codeString: (.code, [])
    case .codeComment: (.textDim, [])
    case .marked: (.hintKey, [])
    default: nil
    }
  }
}
