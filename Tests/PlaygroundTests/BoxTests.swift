import Cells
import SessionLog
import Testing

@testable import Playground

/// Boxes over the panes: what stays to be seen, and what stands still.
struct BoxTests {
  private func person(_ columns: Int = 120, _ rows: Int = 36) -> Person {
    var person = Person(Scenes.streaming(), columns: columns, rows: rows)
    person.press(Key(.escape))
    return person
  }

  private func rows(_ person: inout Person) -> [String] {
    let frame = person.frame()
    return (0..<frame.size.rows).map { row in
      (0..<frame.size.columns).map { frame[$0, row].text }.joined()
    }
  }

  @Test(arguments: ["p", "I", "?", "m"])
  func panesAreSeenBesideABox(key: Character) {
    var person = person()
    let before = rows(&person)
    person.press(.plain(key))
    #expect(person.view.overlay != nil)
    let now = rows(&person)
    let isBeside = zip(before, now).contains { old, new in
      old != new && old.prefix(8) == new.prefix(8) && !old.prefix(8).allSatisfy { $0 == " " }
    }
    #expect(isBeside, "\(now.joined(separator: "\n"))")
    // The title and the borders of the panes stay.
    #expect(now[0] == before[0])
  }

  @Test func aBoxAsWideAsTheScreenLeavesNoSlivers() {
    var person = person(80, 24)
    person.press(.plain("?"))
    for row in rows(&person)[1..<23] { #expect(row.first == " " && row.last == " ") }
  }

  @Test(arguments: ["m", ":", "K"])
  func whatIsTypedStandsStillWhileTheListShrinks(key: Character) throws {
    var person = person()
    person.press(.plain(key))
    person.send(.models(PickerTests.choices, at: 0.5))
    person.send(.themes(ThemePickerTests.choices, at: 0.5))
    let before = person.frame()
    person.type("e")
    let first = person.frame()
    person.type("zzz")
    let none = person.frame()
    #expect(first.caret.row == before.caret.row)
    #expect(none.caret.row == before.caret.row)
    #expect(first.caret.column == before.caret.column + 1)
  }

  @Test func commandsTakeNoMoreRowsThanFit() throws {
    var person = person()
    person.press(.plain(":"))
    let open = rows(&person)
    let top = try #require(open.firstIndex { $0.contains(" commands ") })
    #expect(open[top + 14].contains("more"))
    person.type("clone")
    let now = rows(&person)
    #expect(now[top].contains(" commands "))
    #expect(now[top + 3].hasPrefix("╰"))
    // A click below it leaves, as one above does.
    person.act(.mouse(Mouse(.press, Point(column: 5, row: top + 5))))
    #expect(person.view.overlay == nil)
  }

  @Test func aClickOnTheLastLineOfAShortListRunsIt() throws {
    var person = person()
    person.press(.plain(":"))
    person.type("clone")
    let top = try #require(rows(&person).firstIndex { $0.contains(" commands ") })
    person.act(.mouse(Mouse(.press, Point(column: 5, row: top + 2))))
    #expect(person.effects == [.clone(pane: 1)])
  }

  @Test func theTitleStandsStillBetweenTheModes() throws {
    var person = Person(Scenes.streaming(), draft: Draft("text"))
    let typing = rows(&person)[0]
    person.press(Key(.escape))
    let panes = rows(&person)[0]
    #expect(typing.contains("TYPE") && panes.contains("PANES"))
    #expect(typing.dropFirst(8) == panes.dropFirst(8))
  }
}
