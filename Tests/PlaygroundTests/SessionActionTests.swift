import Cells
import SessionLog
import Testing

@testable import Playground

/// What can be done with the sessions of the list, and undone.
struct SessionActionTests: SessionListSuite {
  // MARK: What can be done

  @Test func keysWithControlActAtOnceAndLettersInTheMenu() {
    let path = "/s/d00d.jsonl"
    let wanted: [(Character, Effect)] = [
      ("o", .openSession(path: path)), ("r", .replay(path: path)),
      ("y", .duplicateSession(path: path, title: "🌊 Three facts about the sea (copy)")),
      ("s", .describe(path: path, meta { $0.star = true })),
      ("d", .deleteSession(path: path, name: "🌊 Three facts about the sea")),
    ]
    for (letter, effect) in wanted {
      var person = person()
      person.press(Key(.end), .control(letter))
      #expect(person.effects == [effect], "^\(letter)")
      person = self.person()
      person.press(Key(.end), Key(.tab), .plain(letter))
      #expect(person.effects == [effect], "\(letter)")
    }
    var person = person()
    person.press(Key(.end), Key(.tab), .plain("ㄱ"))
    #expect(person.effects == [.replay(path: path)])
  }

  @Test func theMenuIsWalkedThroughAndLeftForTheList() {
    var person = person()
    person.press(Key(.end), Key(.tab), Key(.down), Key(.enter))
    #expect(person.effects == [.replay(path: "/s/d00d.jsonl")])
    person = self.person()
    person.press(Key(.tab), Key(.escape))
    #expect(person.view.sessions?.panel == nil)
    #expect(person.view.sessions != nil)
    person.press(Key(.escape))
    #expect(person.view.overlay == nil)
  }

  @Test func aFormatIsChosenToExport() {
    var person = person()
    person.press(Key(.end), .control("e"), Key(.down), Key(.enter))
    #expect(person.effects == [.exportSession(path: "/s/d00d.jsonl", format: "html")])
    person.press(.control("e"), .plain("c"), Key(.enter))
    #expect(person.effects == [.exportSession(path: "/s/d00d.jsonl", format: "csv")])
  }

  @Test(arguments: [
    ("7f3a", "od"), ("91c0", "otgasd"), ("c0de", "oreytgas"),
  ])
  func whatCanNotBeDoneSaysWhy(id: String, letters: String) {
    for letter in letters {
      var person = person()
      person.type(id)
      person.press(.control(letter))
      #expect(person.effects.isEmpty, "\(letter)")
      #expect(person.view.toast != nil, "\(letter)")
      #expect(person.view.sessions?.panel == nil, "\(letter)")
    }
  }

  @Test func oneThatCanNotBeReadCanBeDeletedAndOneThatIsOpenElsewhereReplayed() {
    var person = person()
    person.type("c0de")
    person.press(.control("d"))
    #expect(person.effects == [.deleteSession(path: "/s/c0de.jsonl", name: "c0de")])
    person.press(.control("u"))
    person.type("91c0")
    person.press(.control("r"))
    #expect(person.effects == [.replay(path: "/s/91c0.jsonl")])
  }

  @Test func textsAreTypedInALine() {
    var person = person()
    person.press(Key(.end), .control("t"), .control("u"))
    person.type(" 바다 ")
    person.press(Key(.enter))
    #expect(person.effects == [.describe(path: "/s/d00d.jsonl", SessionMeta(title: "바다"))])
    person.press(.control("g"))
    person.act(.paste("#sea, salt\nsea"))
    person.press(Key(.enter))
    #expect(
      person.effects == [.describe(path: "/s/d00d.jsonl", meta { $0.tags = ["sea", "salt"] })])
    person.press(.control("a"))
    person.type("o u")
    person.press(Key(.enter))
    #expect(person.effects == [.describe(path: "/s/d00d.jsonl", meta { $0.notes = "o u" })])
    person.press(.control("a"), Key(.escape))
    #expect(person.effects.isEmpty)
    #expect(person.view.sessions?.panel == nil)
  }

  @Test func theRunningSessionIsToldThroughItself() {
    var person = person()
    person.press(.control("s"))
    #expect(person.effects == [.describe(path: nil, meta { $0.star = true })])
    person.script.apply(.meta(meta { $0.star = true }))
    person.send(.sessionChanged(at: 1))
    #expect(person.view.sessions?.picked?.star == true)
    person.press(.control("r"))
    #expect(person.view.toast?.text == "nothing was asked in it")
  }

  // MARK: Undoing

  @Test func uBringsADeletedSessionBackAtOnceAndLater() {
    let deleted = SessionScenes.deleted
    var person = person()
    person.press(Key(.end), .control("d"))
    person.send(.sessionDeleted(deleted, name: "Sea", at: 1))
    #expect(person.view.toast?.text == "Sea is deleted; u brings it back")
    person.press(.plain("u"))
    #expect(person.effects == [.restoreSession(deleted, name: "Sea")])
    person.press(.plain("u"))
    #expect(person.view.sessions?.filter == "u")

    person = self.person()
    person.send(.sessionDeleted(deleted, name: "Sea", at: 1))
    person.press(Key(.up), .plain("u"))
    #expect(person.view.sessions?.filter == "u")
    person.press(Key(.escape), .plain("u"))
    #expect(person.effects == [.restoreSession(deleted, name: "Sea")])
  }

  @Test func whatASessionWasToldIsTakenBack() {
    var person = person()
    person.type("a1b2")
    person.wait(1)
    person.press(.control("s"), .plain("u"))
    #expect(person.effects == [.describe(path: "/s/a1b2.jsonl", meta { $0.star = true })])
    person.press(.control("g"), .control("u"), Key(.enter))
    #expect(person.effects == [.describe(path: "/s/a1b2.jsonl", meta { $0.tags = [] })])
    person.press(Key(.tab), .plain("u"))
    #expect(
      person.effects == [.describe(path: "/s/a1b2.jsonl", meta { $0.tags = ["json", "감정"] })])
  }

  @Test func inTheListOnlySessionsAreUndone() {
    var person = Person(Scenes.bothReady(), draft: Draft("text"))
    person.press(.control("c"), Key(.escape), .plain("o"))
    person.send(.sessions(SessionScenes.all, today: SessionScenes.today, at: 1))
    person.press(Key(.tab), .plain("u"))
    #expect(person.view.toast?.text == "no session to bring back")
    #expect(person.view.undoable.count == 1)
  }

  @Test func aSessionThatComesBackIsSelectedAsSoonAsItIsListed() {
    var person = person()
    let copy = SessionScenes.choice("beef", "Sea (copy)", SessionScenes.today)
    person.send(.sessionThere(path: copy.path, "a copy is there", at: 1))
    #expect(person.view.sessions?.picked?.id == "7f3a")
    person.send(.sessions(SessionScenes.all + [copy], today: SessionScenes.today, at: 1))
    #expect(person.view.sessions?.picked?.id == "beef")
    person.send(.sessions([copy] + SessionScenes.all, today: SessionScenes.today, at: 1))
    #expect(person.view.sessions?.picked?.id == "beef")
  }
}
