import Cells
import SessionLog
import Testing

@testable import Playground

struct PrefixTests {
  @Test func afterControlOAKeyDoesWhatItDoesInPanes() {
    var person = Person(Scenes.bothReady(), draft: Draft("text"))
    person.press(.control("o"), .plain("z"))
    #expect(person.view.isZoomed)
    #expect(person.view.mode == .type)
    #expect(person.view.draft.text == "text")
    person.type("!")
    #expect(person.view.draft.text == "text!")
  }

  @Test func continuationsAreShownOnlyAfterAWhile() {
    var person = Person(Scenes.streaming())
    person.press(Key(.escape), .plain("y"))
    #expect(person.view.wakeTime != nil)
    #expect(!person.frame().dump.contains("the conversation, as Markdown"))
    person.wait(0.39)
    #expect(!person.frame().dump.contains("the conversation, as Markdown"))
    person.wait(0.02)
    #expect(person.frame().dump.contains("the conversation, as Markdown"))
    #expect(person.view.wakeTime == nil)
    person.press(Key(.escape))
    #expect(person.view.pendingPrefix == nil)
    #expect(person.view.mode == .panes)
  }

  @Test func aKeyThatDoesNotFollowIsNamedAndDoesNothing() {
    var person = Person(Scenes.streaming())
    person.press(Key(.escape), .plain("y"), .plain("w"))
    #expect(person.view.toast?.text == "y w does nothing here")
    #expect(person.effects.isEmpty)
    #expect(person.view.pendingPrefix == nil)
  }

  @Test func prefixesFollowEachOther() {
    var person = Person(Scenes.streaming(), draft: Draft("text"))
    person.press(.control("o"), .plain("y"), .plain("y"))
    #expect(person.effects.count == 1)
    person.press(.alt("y"), .plain("c"))
    #expect(person.effects.count == 1)
    #expect(person.view.draft.text == "text")
  }

  @Test func anEscapeThatCameWithTheNextKeyLeavesWhatTakesNoText() {
    var person = Person(SettingsTests.scene())
    person.press(Key(.escape), .plain("p"), .alt("z"))
    #expect(person.view.overlay == nil)
    #expect(person.view.isZoomed)
    person.press(.plain("?"), .alt("z"))
    #expect(person.view.overlay == nil)
    #expect(!person.view.isZoomed)
  }

  @Test func theKeyUnderAKoreanLetterCountsInSettingsAndHelp() {
    var person = Person(SettingsTests.scene())
    person.press(Key(.escape), .plain("p"), .plain("ㅓ"))
    guard case .settings(let form) = person.view.overlay else {
      Issue.record("no settings")
      return
    }
    #expect(form.selected == 1)
    person.press(.plain("ㅂ"), .plain("?"), .plain("ㅎ"), .plain("ㅓ"))
    #expect(person.view.help == 1)
  }

  @Test func theKeyUnderAKoreanLetterCounts() {
    var person = Person(Scenes.streaming())
    person.press(Key(.escape), .plain("ㅛ"), .plain("ㅊ"))
    #expect(person.effects.count == 1)
  }

  @Test func aClickOrAPasteEndsIt() {
    var person = Person(Scenes.streaming())
    person.press(Key(.escape), .plain("y"))
    person.act(.mouse(Mouse(.press, Point(column: 5, row: 5))))
    #expect(person.view.pendingPrefix == nil)
    person.press(.plain("y"))
    person.act(.paste("y"))
    #expect(person.view.pendingPrefix == nil)
  }
}
