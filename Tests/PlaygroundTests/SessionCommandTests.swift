import Cells
import SessionLog
import Testing

@testable import Playground

struct SessionCommandTests: SessionListSuite {
  private func run(_ command: String) -> Person {
    var person = Person(Scenes.endings())
    person.press(Key(.escape), .plain(":"))
    person.type(command)
    person.press(Key(.enter))
    return person
  }

  @Test func theRunningSessionIsDescribed() {
    var person = run("tags sea #감정 sea")
    #expect(person.effects == [.describe(path: nil, meta { $0.tags = ["sea", "감정"] })])
    person.press(.plain("u"))
    #expect(person.effects == [.describe(path: nil, meta { $0.tags = [] })])
    #expect(
      run("notes better at 0.2").effects == [
        .describe(path: nil, meta { $0.notes = "better at 0.2" })
      ])
    person = run("star")
    #expect(person.effects == [.describe(path: nil, meta { $0.star = true })])
    person.press(.plain("u"))
    #expect(person.effects == [.describe(path: nil, meta { $0.star = false })])
    #expect(run("tags ").view.toast?.text == "which tags? - takes away what there are")
  }

  @Test func aStarStandsInTheStatusLine() {
    var person = Person(Scenes.bothReady())
    let before = (0..<80).map { person.frame()[$0, 0].text }.joined()
    #expect(!before.contains("★"))
    person.script.apply(.meta(meta { $0.star = true }))
    #expect((0..<80).map { person.frame()[$0, 0].text }.joined().contains("★"))
  }

  @Test func sessionsAreBegunExportedAndReplayed() {
    #expect(run("new").effects == [.newSession(isPrivate: false)])
    #expect(run("new private").effects == [.newSession(isPrivate: true)])
    #expect(run("export markdown").effects == [.exportSession(path: nil, format: "markdown")])
    #expect(run("export makdown").view.toast?.text.hasPrefix("there is no format") == true)
    #expect(run("replay").effects == [.replay(path: nil)])
    #expect(run("sessions").effects == [.findSessions])
    var person = Person(Scenes.bothReady())
    person.press(Key(.escape), .plain("W"))
    #expect(person.effects == [.newSession(isPrivate: false)])
  }
}
