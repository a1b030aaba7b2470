import Cells
import JSON
import SessionLog

/// The details of a pane have the keyboard.
extension Updater {
  /// Files' facts that are kept at most.
  private static let cardLimit = 16

  mutating func openDetails() {
    view.overlay = .details(first: 0)
    askForCard()
  }

  /// Asks for what the chosen pane's file says. It is read anew each time: the memory that is left
  /// changes, and the file may.
  private mutating func askForCard() {
    guard let pane = session.pane(chosenNumber), let path = pane.model.path else { return }
    effects.append(.inspect(path: path, contextSize: pane.contextSize))
  }

  mutating func keep(_ card: ModelCard) {
    view.cards.removeAll { Optional($0.path).hasBytes(of: card.path) }
    view.cards.append(card)
    if view.cards.count > Self.cardLimit { view.cards.removeFirst() }
  }

  mutating func handleInDetails(_ key: Key, first wanted: Int) {
    // Another pane's details may be shorter.
    let first = min(wanted, lastDetailsLine)
    let page = max(1, view.size.rows - 5)
    if let line = key.firstLine(after: first, page: page) { return scrollDetails(to: line) }
    switch key.onLatinKeyboard {
    case .plain("]"), .plain("}"): scrollToSection(from: first, isBefore: false)
    case .plain("["), .plain("{"): scrollToSection(from: first, isBefore: true)
    case Key(.right), .plain("l"), Key(.tab): chooseInDetails(by: 1)
    case Key(.left), .plain("h"), Key(.backTab), Key(.tab, .shift): chooseInDetails(by: -1)
    case .plain("y"):
      if let text = details?.text { effects.append(.copy(text)) }
    case .plain("T"): openTable()
    case .plain("q"), .plain("I"): view.overlay = nil
    default:
      guard let number = paneNumber(of: key) else {
        return toast("\(key.name) does nothing here; Esc closes")
      }
      view.chosen = number
      askForCard()
    }
  }

  /// The open pane that a digit means.
  func paneNumber(of key: Key) -> Int? {
    guard key.modifiers.isEmpty, case .character(let character) = key.code,
      let number = character.wholeNumberValue
    else { return nil }
    return session.pane(number)?.number
  }

  /// Another pane's details, from the same line on: what is compared stays in its place.
  private mutating func chooseInDetails(by step: Int) {
    let numbers = session.panes.map(\.number)
    guard let index = numbers.firstIndex(of: chosenNumber) else { return }
    view.chosen = numbers[(index + step + numbers.count) % numbers.count]
    askForCard()
  }

  mutating func scrollDetails(to line: Int) {
    view.overlay = .details(first: max(0, min(line, lastDetailsLine)))
  }

  /// The first line of the last page.
  private var lastDetailsLine: Int {
    DetailsText.first(
      .max, lines: details?.lines.count ?? 0, rows: max(0, view.size.rows - 4))
  }

  private mutating func scrollToSection(from line: Int, isBefore: Bool) {
    if let start = details?.section(from: line, isBefore: isBefore) { scrollDetails(to: start) }
  }

  private var details: DetailsText? {
    session.pane(chosenNumber).map {
      DetailsText($0, of: session, view: view, columns: view.size.columns)
    }
  }
}

extension DetailsText {
  /// As they stand on a screen of so many columns.
  init(_ pane: PaneState, of session: SessionState, view: ViewState, columns: Int) {
    let card = view.cards.last { Optional($0.path).hasBytes(of: pane.model.path) }
    let sum = session.meta.sha256?[pane.number]
    self.init(pane, card: card, sum: sum, view: view, width: min(columns, Self.columns) - 4)
  }
}
