import Cells
import SessionLog
import Testing

@testable import Playground

/// Keys that choose, mark, act on, clone, close and move panes.
struct PaneKeysTests {
  @Test func keysThatDoNothingSaySo() {
    var person = Person(Scenes.bothReady())
    person.press(Key(.escape), .plain("d"))
    #expect(person.hintLine() == "d does nothing here; Enter types")
    person.press(Key(.function(7)))
    #expect(person.hintLine() == "F7 does nothing here; Enter types")
  }

  @Test func jamoActAsTheKeysBelowThem() {
    var person = Person(Scenes.bothReady())
    person.press(Key(.escape), .plain("ㅣ"))
    #expect(person.view.chosen == 2)
    person.press(.plain("ㅇ"))
    #expect(person.hintLine() == "d does nothing here; Enter types")
    person.press(.plain("한"))
    #expect(person.hintLine() == "한 is a whole syllable: switch 한/영 to use the keys")
    person.press(.plain("ㅑ"))
    #expect(person.view.mode == .type)
    person.press(Key(.escape), .plain("ㅂ"))
    #expect(person.effects == [.quit])
  }

  @Test func anEscapeMergedWithTheNextKeyDoesWhatTheKeyDoes() {
    var person = Person(Scenes.bothReady())
    person.press(Key(.escape), .alt("l"))
    #expect(person.view.chosen == 2)
    person.press(.alt("ㅗ"))
    #expect(person.view.chosen == 1)
    person.press(.alt("d"))
    #expect(person.hintLine() == "Alt-d does nothing here; Enter types")
  }

  @Test func altInTheComposerActsOnPanes() {
    var person = Person(Scenes.bothReady())
    person.press(.alt("l"))
    #expect(person.view.chosen == 2)
    person.press(.alt("X"))
    #expect(person.hintLine() == "Alt-X does nothing here")
    #expect(person.view.draft.isEmpty)
  }

  @Test func panesAreChosenByTabArrowAndNumber() {
    var person = Person(Scenes.endings())
    person.press(Key(.tab))
    #expect(person.view.chosen == 2)
    person.press(Key(.backTab), Key(.backTab))
    #expect(person.view.chosen == 5)
    person.press(Key(.escape), .plain("3"), Key(.right))
    #expect(person.view.chosen == 4)
    person.press(.plain("7"))
    #expect(person.hintLine() == "there is no pane 7")
  }

  @Test func actionsGoToTheMarkedPanesElseTheChosenOne() {
    var person = Person(Scenes.endings())
    person.press(Key(.escape), .plain("r"))
    #expect(person.effects == [.retry(panes: [1], drawsSeed: false)])
    person.press(.plain(" "), .plain("l"), .plain(" "), .plain("r"))
    #expect(person.effects == [.retry(panes: [1, 2], drawsSeed: false)])
    person.press(.plain("y"), .plain("y"))
    #expect(
      person.effects == [
        .copy("Paris is the capital of France.\n\n Paris.\n\nThe capital of Germany is Berlin.\n\n")
      ])
    person.press(.plain("*"), .plain("*"))
    #expect(person.view.marked.isEmpty)
  }

  @Test func escapeGoesOneStepOutAndStopsNothing() {
    var person = Person(Scenes.streaming())
    person.press(Key(.escape), .plain(" "), .plain("z"))
    person.press(Key(.escape))
    #expect(!person.view.isZoomed && person.view.marked == [1])
    person.press(Key(.escape))
    #expect(person.view.marked.isEmpty && person.view.mode == .panes)
    person.press(Key(.escape))
    #expect(person.effects.isEmpty)
    #expect(person.hintLine() == "these are the panes; Enter types")
  }

  @Test func stopStopsOnlyWhatRuns() {
    var person = Person(Scenes.streaming())
    person.press(Key(.escape), .plain("s"))
    #expect(person.effects.isEmpty)
    #expect(person.hintLine() == "pane 1 has nothing to stop")
    person.press(.plain("l"), .plain("s"))
    #expect(person.effects == [.stop(panes: [2])])
    person.press(.plain("r"))
    #expect(person.hintLine() == "pane 2 is still at work; s stops")
  }

  @Test func marksOfClosedPanesAreForgotten() {
    var person = Person(Scenes.endings())
    person.press(Key(.escape), .plain("2"), .plain(" "))
    person.script.apply(.pane(PaneEvent(pane: 2, action: .close)))
    person.send(.sessionChanged(at: 3))
    #expect(person.view.marked.isEmpty)
    #expect(person.view.chosen == 1)
  }

  @Test func aClosedPaneComesBack() {
    var person = Person(Scenes.bothReady())
    person.press(Key(.escape), .plain("2"), .plain("w"))
    #expect(person.effects == [.close(panes: [2])])
    #expect(person.view.chosen == 1)
    #expect(person.hintLine() == "pane 2 closed; u brings it back")
    person.script.apply(.pane(PaneEvent(pane: 2, action: .close)))
    person.press(.plain("w"))
    #expect(person.hintLine() == "it is the only pane; q quits")
    person.press(.plain("u"))
    #expect(person.effects == [.reopen(panes: [2])])
    #expect(person.view.chosen == 2)
    person.press(.plain("u"))
    #expect(person.hintLine() == "nothing to undo")
  }

  @Test func theMarkedPanesAreClosedAndTheirNeighbourIsChosen() {
    var script = Scenes.bothReady()
    for pane in 3...4 { script.open(pane, "more") }
    var person = Person(script)
    person.press(Key(.escape), .plain("2"), .plain(" "), .plain("3"), .plain(" "), .plain("w"))
    #expect(person.effects == [.close(panes: [2, 3])])
    #expect(person.view.chosen == 4)
    for pane in 2...3 { person.script.apply(.pane(PaneEvent(pane: pane, action: .close))) }
    person.send(.sessionChanged(at: 9))
    #expect(person.view.marked.isEmpty)
    person.press(.plain("*"), .plain("w"))
    #expect(person.hintLine() == "that would be all panes; q quits")
  }

  @Test func aPaneIsClonedWhileThereIsRoom() {
    var person = Person(Scenes.bothReady())
    person.press(Key(.escape), .plain("2"), .plain("c"))
    #expect(person.effects == [.clone(pane: 2)])
    person.script.open(3, "gemma#2")
    person.send(.opened(pane: 3, at: 1))
    #expect(person.view.chosen == 3)
    for pane in 4...8 { person.script.open(pane, "more") }
    person.press(.plain("c"))
    #expect(person.effects.isEmpty)
    #expect(person.hintLine() == "8 panes are open; w closes one")
    // A closed pane does not come back where there is no room.
    person.press(.plain("w"))
    person.script.apply(.pane(PaneEvent(pane: 3, action: .close)))
    person.script.open(9, "more")
    person.press(.plain("u"))
    #expect(person.hintLine() == "8 panes are open at most; w closes one")
  }

  @Test func aPaneMovesUntilItIsTheFirstOrTheLast() {
    var person = Person(Scenes.bothReady())
    person.press(Key(.escape), .plain("<"))
    #expect(person.hintLine() == "it is the first pane")
    person.press(.plain(">"))
    #expect(person.effects == [.move(pane: 1, by: 1)])
    person.script.apply(.pane(PaneEvent(pane: 1, action: .move, place: 2)))
    person.press(.plain(">"))
    #expect(person.hintLine() == "it is the last pane")
  }
}
