import Cells
import JSON
import SessionLog
import Testing

@testable import Playground

struct SavedLayoutTests {
  @Test func aLayoutHoldsModelsAndWhatWasChosen() throws {
    let layout = SavedLayout(SettingsTests.scene().session, .rows)
    #expect(layout.panes.map(\.path) == ["smol", "gemma"])
    #expect(layout.panes[0].settings.map(\.key) == ["stop"])
    #expect(layout.panes[1].settings.map(\.key) == ["temp", "stop"])
    #expect(layout.arrangement == .rows)
  }

  @Test func aLayoutComesBackFromItsFile() throws {
    let layout = SavedLayout(SettingsTests.scene().session, .strips)
    let bytes = Array(layout.json.write().utf8)
    #expect(SavedLayout(try JSONValue.parse(bytes)) == layout)
  }

  @Test(arguments: [
    "{}", "[]", "{\"panes\":[]}", "{\"panes\":[{}]}", "{\"panes\":[{\"model\":\"\"}]}",
    "{\"panes\":[{\"model\":7}]}", "{\"panes\":[1,2]}",
    "{\"panes\":[" + Array(repeating: "{\"model\":\"m\"}", count: 9).joined(separator: ",") + "]}",
  ])
  func whatIsNoLayoutIsRefused(text: String) throws {
    #expect(SavedLayout(try JSONValue.parse(Array(text.utf8))) == nil)
  }

  @Test func unknownWordsInALayoutTakeTheirDefaults() throws {
    let text = "{\"panes\":[{\"model\":\"m\"}],\"arrangement\":\"spiral\",\"run\":7}"
    let layout = try #require(SavedLayout(try JSONValue.parse(Array(text.utf8))))
    #expect(layout.arrangement == .automatic)
    #expect(layout.runMode == .parallel)
  }

  @Test func aNameIsNoPath() {
    for name in ["", ".", "..", ".hidden", "a/b", "../x", "a\nb", "a\u{0}", "x y"] {
      #expect(SavedLayout.obstacle(toName: name) != nil, "\(name)")
    }
    for name in ["three", "감정-2", "a_b.c"] {
      #expect(SavedLayout.obstacle(toName: name) == nil, "\(name)")
    }
  }

  private func run(_ command: String, _ person: inout Person) {
    person.press(.plain(":"))
    person.type(command)
    person.press(Key(.enter))
  }

  @Test func layoutsAreSavedAndOpenedByName() {
    var person = Person(SettingsTests.scene())
    person.press(Key(.escape))
    run("layout-save two", &person)
    #expect(
      person.effects == [
        .saveLayout(SavedLayout(person.script.session, .automatic), name: "two")
      ])
    person.send(.layouts(["two"], at: 1))
    run("layout tow", &person)
    #expect(person.effects.isEmpty)
    person.press(Key(.escape))
    run("layout two", &person)
    #expect(person.effects == [.openLayout("two")])
    person.view.arrangement = .strips
    person.send(.laidOut(.rows, opened: [3, 4], closed: [1, 2], before: .queue, at: 2))
    #expect(person.view.arrangement == .rows)
    person.press(.plain("u"))
    #expect(
      person.effects == [
        .reopen(panes: [1, 2], replacing: [3, 4]), .setMode(.queue),
      ])
    #expect(person.view.arrangement == .strips)
  }

  @Test func settingsAreCommandsToo() {
    var person = Person(SettingsTests.scene())
    person.press(Key(.escape), .plain("*"))
    run("temp 0.2", &person)
    #expect(
      person.effects == [.set(panes: [1, 2], name: "temp", value: .number(0.2), source: "user")])
    run("ctx-size 9000", &person)
    #expect(person.effects.isEmpty)
    #expect(person.hintLine().contains("was made for 8192"))
    person.press(Key(.escape))
    run("run queue", &person)
    #expect(person.effects == [.setMode(.queue)])
  }
}
