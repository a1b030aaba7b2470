import JSON
import SessionLog

/// The settings of panes, over the screen.
struct SettingsForm: Sendable, Equatable {
  /// Whose.
  var panes: [Int]
  /// Index in `SettingField.all`.
  var selected = 0
  /// What is typed as the selected setting's new value; nil while none is.
  var input: String?
  /// Why that is none.
  var error: String?

  /// Code points that a value has at most.
  static let inputLimit = 10_000

  init(_ panes: [Int]) { self.panes = panes }

  var field: SettingField { SettingField.all[selected] }

  mutating func select(_ index: Int) {
    selected = max(0, min(index, SettingField.all.count - 1))
    input = nil
    error = nil
  }

  mutating func type(_ text: String) {
    input = String(text.unicodeScalars.prefix(Self.inputLimit))
  }

  /// What the panes have, each value once.
  func values(of field: SettingField, _ session: SessionState) -> [SettingEntry] {
    var found: [SettingEntry] = []
    for number in panes {
      guard let entry = session.pane(number)?.settings.first(where: { $0.name == field.name }),
        !found.contains(where: { $0.value == entry.value })
      else { continue }
      found.append(entry)
    }
    return found
  }

  /// Why a setting does nothing for a server's model, where all of the panes have one; nil else.
  func remark(on field: SettingField, _ session: SessionState) -> String? {
    let panes = panes.compactMap { session.pane($0) }
    guard !panes.isEmpty, panes.allSatisfy(\.isServer) else { return nil }
    switch field.name {
    case "ctx_size": return "its server decides how much its context holds"
    case "top_k", "min_p", "repeat_penalty", "repeat_last_n":
      return "OpenAI's protocol has none: only a server that is configured to take it gets it"
    default: return nil
    }
  }

  /// What stands against a value besides its own bounds.
  func obstacle(
    to value: JSONValue, _ field: SettingField, _ session: SessionState
  ) -> String? {
    if field.name == "ctx_size", let reason = remark(on: field, session) { return reason }
    guard field.name == "ctx_size", case .integer(let size) = value else { return nil }
    for number in panes {
      guard let pane = session.pane(number) else { continue }
      if let most = pane.model.contextLength, size > most {
        return "\(pane.name.singleLine) was made for \(most) tokens at most"
      }
    }
    return nil
  }
}
