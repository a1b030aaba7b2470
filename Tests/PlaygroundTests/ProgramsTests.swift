import Cells
import SessionLog
import Testing

@testable import Playground

struct ProgramsTests {
  @Test func thePagerGetsTheChosenPanesConversation() {
    var person = Person(Scenes.endings())
    person.view.chosen = 2
    person.press(Key(.escape), .plain("B"))
    guard case .page(let text) = person.effects.first else {
      Issue.record("no pager was asked for")
      return
    }
    #expect(text.hasPrefix("## 2 gemma-3-270m\n\n> The capital of France is\n\n Paris.\n\n"))
  }

  @Test func anEditorGetsTheDraftButNoExample() {
    var person = Person(Scenes.bothReady(), draft: Draft("half\na thought"))
    person.press(.control("x"), .control("e"))
    #expect(person.effects == [.editDraft("half\na thought")])
    var example = Person(Scenes.bothReady(), draft: Draft("an example", isExample: true))
    example.press(.control("x"), .control("e"))
    #expect(example.effects == [.editDraft("")])
    example.send(.edited("", at: 1))
    #expect(example.view.draft.isExample)
  }

  @Test func whatTheEditorLeftCanBeUndone() {
    var person = Person(Scenes.bothReady(), draft: Draft("before"))
    person.press(Key(.escape), .plain("E"))
    person.send(.edited("after", at: 1))
    #expect(person.view.draft.text == "after")
    #expect(person.view.mode == .type)
    person.press(Key(.escape), .plain("u"))
    #expect(person.view.draft.text == "before")
  }

  @Test func theMouseIsLeftToTheTerminalAndTakenBack() {
    var person = Person(Scenes.bothReady(), draft: Draft("text"))
    person.press(Key(.escape), .plain("M"))
    #expect(person.effects == [.setMouse(false)])
    #expect(person.view.toast?.text.contains("M takes it back") == true)
    person.press(.plain("M"))
    #expect(person.effects == [.setMouse(true)])
  }

  @Test func aClickOnAHintPressesItsKey() throws {
    var person = Person(Scenes.streaming(), draft: Draft("text"))
    person.press(Key(.escape))
    let line = HintLine(person.script.session, person.view, start: 1, end: 80)
    let copy = try #require(line.items.first { $0.text == "copy" })
    let text = person.hintLine()
    #expect(text.contains("\(copy.key) \(copy.text)"))
    person.act(.mouse(Mouse(.press, Point(column: copy.columns.lowerBound, row: 23))))
    #expect(person.view.pendingPrefix?.prefix == .copy)
  }

  @Test func everyHintStandsWhereItIsDrawn() {
    for (columns, rows) in [(40, 10), (80, 24), (200, 60)] {
      var person = Person(Scenes.streaming(), columns: columns, rows: rows)
      let line = HintLine(person.script.session, person.view, start: 1, end: columns)
      let frame = person.frame()
      for item in line.items {
        let drawn = item.columns.map { frame[$0, rows - 1].text }.joined()
        let text = item.text.isEmpty ? "" : " \(item.text)"
        #expect(drawn == "\(item.key)\(text)")
      }
    }
  }
}
