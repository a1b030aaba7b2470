import JSON
import SessionLog

/// What stands below an answer: which of several it is, what it was given with, whose it is, or that
/// it is still to come.
enum TurnMark {
  static func text(of turn: Turn, in pane: PaneState, _ glyphs: Glyphs) -> String? {
    var parts: [String] = []
    if turn.variants.count > 1 {
      parts.append(glyphs.variant(turn.shown + 1, of: turn.variants.count))
      parts += turn.distinctions
    }
    if let author = turn.author, !author.model.hasBytes(of: pane.author.model) {
      parts.append("by " + author.name.singleLine)
    }
    if turn.isWaiting, !turn.isFirstInLine(of: pane) {
      parts.append("waits for the answer before")
    }
    return parts.isEmpty ? nil : parts.joined(separator: "  ")
  }
}

extension Turn {
  /// The answer that is shown: none while another text waits for its own.
  var shownAnswer: String {
    if isWaiting, let variant, !variant.question.text.hasBytes(of: prompt) { return "" }
    return answer
  }

  /// Whether nothing of the pane comes before it.
  fileprivate func isFirstInLine(of pane: PaneState) -> Bool {
    switch pane.activity {
    case .reading, .answering, .waiting: false
    default: pane.firstWaitingTurn == number
    }
  }

  /// Answers that the shown one is told from: with more than that nobody reads it.
  private static let siblingLimit = 16

  /// Seed and settings in which the shown answer is not like its siblings: "seed 7", "temp 0.2".
  fileprivate var distinctions: [String] {
    guard let variant else { return [] }
    let siblings = variants[max(0, shown - Self.siblingLimit)...].prefix(2 * Self.siblingLimit)
    var parts: [String] = []
    if let seed = variant.seed, siblings.contains(where: { $0.seed != seed }) {
      parts.append("seed \(seed)")
    }
    let values = Dictionary(
      variant.settings.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    var different: Set<String> = []
    for entry in siblings.flatMap(\.settings) {
      if let value = values[entry.name], value != entry.value { different.insert(entry.name) }
    }
    for setting in variant.settings where setting.name != "seed" {
      if different.contains(setting.name), let text = setting.shown {
        parts.append("\(setting.title) \(text)")
      }
    }
    return parts
  }
}

extension SettingEntry {
  /// The value in a word; nil where that takes more than one.
  var shown: String? {
    switch value {
    case .integer(let value): String(value)
    case .unsigned(let value): String(value)
    case .number(let value): Figures.setting(value)
    case .bool(let value): value ? "on" : "off"
    case .null: "none"
    case .string, .array, .object: nil
    }
  }

  /// Its name as options have it: "top-k".
  var title: String { name.replacing("_", with: "-") }
}
