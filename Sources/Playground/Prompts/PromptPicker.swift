import Cells
import Prompts

/// A list of prompt files, with what the selected one says.
struct PromptPicker: FilteredList, Sendable, Equatable {
  /// The panes that get it.
  var panes: [Int]
  /// Nil while they are being read.
  var choices: [PromptChoice]?
  var filter = ""
  var selected = 0

  /// What stands first: to do without one.
  static let none = PromptChoice("none", nil)

  static func text(of choice: PromptChoice) -> String {
    "\(choice.name) \(choice.template?.description ?? "")"
  }

  mutating func setFilter(_ text: String) { narrow(to: text) }
}
