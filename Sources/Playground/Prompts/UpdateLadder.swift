import Cells
import JSON
import Prompts
import SessionLog

/// The shot ladder: one model beside itself, with more and more examples.
public struct ShotLadder: Sendable, Equatable {
  public struct Rungs: Sendable, Equatable {
    public var pane: Int
    /// How many examples the pane itself and those beside it get; at least two numbers.
    public var shots: [Int]
  }

  public let rungs: [Rungs]

  /// None, one, three, all: as many of these as there is room for.
  init(_ session: SessionState, _ view: ViewState) {
    let targets = ActionTargets(session, view).panes.compactMap { pane in
      view.template(pane.promptName).map { (pane, $0) }
    }.filter { !$0.1.examples.isEmpty }
    let free = ViewState.paneLimit - session.panes.count
    rungs = targets.map { pane, template in
      let all = template.examples.count
      let wanted = all <= 3 ? Array(0...all) : [0, 1, 3, all]
      return Rungs(pane: pane.number, shots: Array(wanted.prefix(1 + free / targets.count)))
    }.filter { $0.shots.count > 1 }
  }

  /// Why there can be none; nil where there can.
  static func obstacle(_ session: SessionState, _ view: ViewState) -> String? {
    let targets = ActionTargets(session, view)
    if targets.panes.allSatisfy({ view.template($0.promptName) == nil }) {
      return "no prompt file here; \(view.keys.key(for: .prompt)) chooses one"
    }
    if !targets.running.isEmpty {
      return "\(targets.name) \(targets.isStill) at work; \(view.keys.key(for: .stop)) stops"
    }
    if ShotLadder(session, view).rungs.isEmpty {
      let isFull = session.panes.count >= ViewState.paneLimit
      return isFull
        ? "\(ViewState.paneLimit) panes are open; \(view.keys.key(for: .close)) closes one"
        : "no examples to climb, or no room for a pane more"
    }
    return nil
  }
}

extension Updater {
  mutating func climb() {
    let ladder = ShotLadder(session, view)
    keepForUndo(.ladder(opened: [], settings(["shots"], of: ladder.rungs.map(\.pane))))
    view.isZoomed = false
    effects.append(.climb(ladder))
  }

  /// The panes are there; those that have a question to ask again are asked.
  mutating func climbed(opened: [Int], asks panes: [Int]) {
    if case .ladder(_, let before) = view.undoable.last {
      view.undoable[view.undoable.count - 1] = .ladder(opened: opened, before)
    }
    follow(panes)
    let count = opened.count
    toast(
      "\(count) \(count == 1 ? "pane" : "panes") more, with other numbers of examples; "
        + (panes.isEmpty
          ? "Enter asks them all" : "\(undoKey) takes \(count == 1 ? "it" : "them") away"))
  }

  mutating func undoLadder(_ opened: [Int], _ before: [Undoable.PaneSetting]) {
    let open = opened.filter { session.pane($0) != nil }
    if opened.contains(chosenNumber), let first = before.first { view.chosen = first.pane }
    if !open.isEmpty { effects.append(.close(panes: open)) }
    restore(before)
    toast("the ladder is gone")
  }
}
