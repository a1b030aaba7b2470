import Cells
import GenerationAPI
import SessionLog

/// What a pane is doing, as a sign, a word and a role: never by colour alone.
struct StateMark: Equatable {
  let sign: SafeText
  /// Three letters at most, for screens without Unicode.
  let word: SafeText
  let role: Role

  init(_ activity: PaneState.Activity) {
    switch activity {
    case .idle: self.init("◦", "RDY", .textDim)
    case .loading: self.init("⤓", "LOD", .stateWait)
    case .queued: self.init("⋯", "QUE", .stateWait)
    case .reading: self.init("»", "PRE", .stateWait)
    case .waiting: self.init("↻", "AGN", .stateWarn)
    case .answering: self.init("▸", "RUN", .stateRun)
    case .failed: self.init("✗", "ERR", .stateError)
    case .ended(let reason): self.init(reason)
    }
  }

  init(_ reason: GenerateStopReason) {
    switch reason {
    case .stop: self.init("✓", "OK", .stateOK)
    case .length: self.init("⊣", "LIM", .stateWarn)
    case .cancelled: self.init("⊘", "STP", .stateWarn)
    case .cut: self.init("↯", "CUT", .stateWarn)
    case .error: self.init("✗", "ERR", .stateError)
    }
  }

  /// It answers, but only to itself as yet.
  static let thinking = StateMark("◌", "THK", .stateRun)

  private init(_ sign: SafeText, _ word: SafeText, _ role: Role) {
    self.sign = sign
    self.word = word
    self.role = role
  }

  /// The sign, or the word in three cells.
  func text(_ glyphs: Glyphs) -> SafeText {
    guard glyphs.isASCII else { return sign }
    return SafeText(word.string + String(repeating: " ", count: 3 - word.string.utf8.count))
  }
}

extension GenerateStopReason {
  /// How a generation ended, for a pane's lower border.
  var phrase: String {
    switch self {
    case .stop: "end"
    case .length: "limit"
    case .cancelled: "stopped by you"
    case .cut: "cut off"
    case .error: "error"
    }
  }
}
