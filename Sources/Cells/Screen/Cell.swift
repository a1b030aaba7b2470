/// One cell of the screen.
public struct Cell: Sendable, Equatable {
  /// What is printed: one scalar that takes cells, with marks that take none. Empty in the right
  /// half of a wide one. Always safe to print.
  public private(set) var text: String
  public var role: Role
  /// Added to the role's own attributes.
  public var attributes: Attributes

  /// Takes the first of what the text shows as; the rest of the text is left out.
  public init(_ text: String = " ", _ role: Role = .text, _ attributes: Attributes = []) {
    let first = CellTexts.first(of: text, widths: DisplayWidth())
    self.init(unchecked: first?.text ?? "", role, attributes)
  }

  /// Takes its text away.
  mutating func blank() { text = " " }

  init(unchecked text: String, _ role: Role, _ attributes: Attributes) {
    self.text = text
    self.role = role
    self.attributes = attributes
  }
}
