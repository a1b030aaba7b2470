import Cells
import SessionLog

@testable import Playground

/// What tests of the list of sessions have in common.
protocol SessionListSuite {}

extension SessionListSuite {
  func person(_ choices: [SessionChoice] = SessionScenes.all, columns: Int = 80) -> Person {
    var person = Person(Scenes.bothReady(), columns: columns, rows: 24)
    person.press(Key(.escape), .plain("o"))
    person.send(.sessions(choices, today: SessionScenes.today, at: 0.3))
    return person
  }

  func ids(_ person: Person) -> [String] {
    guard let list = person.view.sessions else { return [] }
    return (0..<list.count).compactMap { list.row($0)?.choice.id }
  }

  func screen(_ person: inout Person) -> String {
    let frame = person.frame()
    return (0..<frame.size.rows).map { row in
      (0..<frame.size.columns).map { frame[$0, row].text }.joined()
    }.joined(separator: "\n")
  }

  func meta(_ change: (inout SessionMeta) -> Void) -> SessionMeta {
    var meta = SessionMeta()
    change(&meta)
    return meta
  }
}
