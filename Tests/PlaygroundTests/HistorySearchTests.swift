import Cells
import SessionLog
import Testing

@testable import Playground

struct HistorySearchTests {
  private func person(_ draft: String = "own") -> Person {
    var person = Person(Scenes.bothReady(), draft: Draft(draft))
    person.send(
      .earlierPrompts(["Name a fruit.", "Count to three.", "Name a Colour."], at: 0))
    return person
  }

  @Test func earlierPromptsAreBehindTheArrow() {
    var person = person("")
    person.press(Key(.up), Key(.up))
    #expect(person.view.draft.text == "Count to three.")
    #expect(person.view.history.added == 0)
  }

  @Test func aPartOfAPromptFindsTheNewestThatHasIt() {
    var person = person()
    person.press(.control("r"))
    person.type("name")
    #expect(person.view.shownDraft.text == "Name a Colour.")
    #expect(person.view.draft.text == "own")
    person.press(.control("r"))
    #expect(person.view.shownDraft.text == "Name a fruit.")
    person.press(.control("r"))
    #expect(person.view.shownDraft.text == "Name a fruit.")
    #expect(person.hintLine().hasPrefix("no other: name"))
    person.press(.control("s"), Key(.enter))
    #expect(person.view.draft.text == "Name a Colour.")
    #expect(person.effects.isEmpty)
    person.press(Key(.escape), .plain("u"))
    #expect(person.view.draft.text == "own")
  }

  @Test func aCapitalLetterMeansJustThat() {
    var person = person()
    person.press(.control("r"))
    person.type("Colour")
    #expect(person.view.shownDraft.text == "Name a Colour.")
    person.press(.control("u"))
    person.type("Count")
    #expect(person.view.shownDraft.text == "Count to three.")
  }

  @Test func whatIsNotThereIsSaidAndLeavesTheDraft() {
    var person = person()
    person.press(.control("r"))
    person.type("zebra")
    #expect(person.hintLine().hasPrefix("not found: zebra"))
    person.press(Key(.enter))
    #expect(person.view.draft.text == "own")
    #expect(person.view.overlay == nil)
  }

  @Test func escapeLeavesEverythingAsItWas() {
    var person = person()
    person.press(.control("r"))
    person.type("name")
    person.press(Key(.escape))
    #expect(person.view.draft.text == "own")
    #expect(person.view.mode == .type)
  }

  @Test func withoutPromptsThereIsNothingToSearch() {
    var person = Person(Scenes.bothReady())
    person.press(.control("r"))
    #expect(person.view.overlay == nil)
    #expect(person.view.toast?.text == "no prompt was sent yet")
  }
}
