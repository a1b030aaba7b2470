import Cells
import SessionLog
import Testing

@testable import Playground

struct MessagesTests {
  static func person() -> Person {
    var person = Person(Scenes.bothReady(), draft: Draft("text"))
    person.press(Key(.escape), .plain("X"), .plain("X"), .plain("s"))
    person.wait(75)
    person.press(.plain("r"))
    person.press(.plain(":"))
    person.type("messages")
    person.press(Key(.enter))
    return person
  }

  @Test func whatWasSaidIsListedWithItsAge() {
    var person = Self.person()
    let text = person.frame().dump
    #expect(text.contains("1 min  X does nothing here; Enter types  (2 times)"))
    #expect(text.contains("now  pane 1 has no prompt yet"))
    person.press(.plain("q"))
    #expect(person.view.overlay == nil)
  }

  @Test func theOldestAreForgotten() {
    var messages = Messages()
    for number in 0..<1000 { messages.add("\(number)", at: Double(number)) }
    #expect(messages.entries.count == Messages.limit)
    #expect(messages.entries.first?.text == "800")
  }

  @Test func agesAreShort() {
    #expect(
      [0, 1, 59.9, 60, 3599, 3600, 1e12, .nan].map(Messages.age)
        == ["now", "1 s", "59 s", "1 min", "59 min", "1 h", "long ago", "now"])
  }
}
