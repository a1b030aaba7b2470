import Cells
import SessionLog
import Testing

@testable import Playground

struct ThemePickerTests {
  private static func theme(_ name: String, _ color: UInt8) -> Theme {
    var theme = Theme.lineupDark
    theme.name = name
    theme.styles[.text] = RoleStyle(.palette(color))
    return theme
  }

  static let choices = [
    ThemeChoice(.lineupDark, about: "calm greys on black, one hue a meaning"),
    ThemeChoice(theme("lineup-light", 100), about: "dark greys on white"),
    ThemeChoice(theme("seoul256", 150), about: "the colours of Seoul"),
    ThemeChoice(theme("mine", 200), problem: "themes/mine.yaml:3: there is no role \"txt\""),
  ]

  private func picking() -> Person {
    var person = Person(Scenes.bothReady())
    person.press(Key(.escape), .plain("K"))
    #expect(person.effects == [.findThemes])
    person.send(.themes(Self.choices, at: 1))
    return person
  }

  @Test func movingShowsAThemeAtOnceAndEscBringsTheOldOneBack() {
    var person = picking()
    #expect(person.view.theme == .lineupDark)
    person.press(Key(.down))
    #expect(person.view.theme.name == "lineup-light")
    #expect(person.frame().theme.name == "lineup-light")
    person.press(Key(.end))
    #expect(person.view.theme.name == "mine")
    person.press(Key(.escape))
    #expect(person.view.theme == .lineupDark)
    #expect(person.view.overlay == nil)
    #expect(person.effects == [])
  }

  @Test func enterTakesItAndUndoGivesItBack() {
    var person = picking()
    person.press(Key(.down), Key(.down), Key(.enter))
    #expect(person.effects == [.keepTheme("seoul256")])
    #expect(person.view.theme.name == "seoul256")
    #expect(person.hintLine() == "seoul256; u goes back to lineup-dark")
    person.press(.plain("u"))
    #expect(person.view.theme == .lineupDark)
    #expect(person.effects == [.keepTheme("lineup-dark")])
  }

  @Test func takingTheSameOneChangesNothing() {
    var person = picking()
    person.press(Key(.enter))
    #expect(person.effects == [])
    #expect(person.view.undoable.isEmpty)
    #expect(person.view.overlay == nil)
  }

  @Test func lettersFilterAndShowTheFirstThatFits() {
    var person = picking()
    person.type("SEOUL")
    #expect(person.view.theme.name == "seoul256")
    person.type("x")
    #expect(person.view.theme == .lineupDark)
    person.press(Key(.enter))
    #expect(person.hintLine() == "no theme is called that")
    person.press(.control("u"), .control("q"))
    #expect(person.effects == [.quit])
    #expect(person.view.theme == .lineupDark)
  }

  @Test func theOneInUseIsSelected() {
    var person = Person(Scenes.bothReady())
    person.view.theme = Self.choices[2].theme
    person.press(Key(.escape), .plain("K"), Key(.enter))
    #expect(person.hintLine() == "still looking for themes")
    person.send(.themes(Self.choices, at: 1))
    person.act(.mouse(Mouse(.wheelUp, Point(column: 1, row: 1))))
    #expect(person.view.theme == .lineupDark)
    person.act(.paste("mine\nx"))
    #expect(person.view.theme.name == "mine")
    person.press(Key(.enter))
    #expect(person.hintLine().hasPrefix("themes/mine.yaml:3:"))
  }

  @Test func themesThatComeTooLateChangeNothing() {
    var person = picking()
    person.press(Key(.escape))
    person.send(.themes(Self.choices, at: 2))
    #expect(person.view.overlay == nil)
    #expect(person.view.theme == .lineupDark)
  }

  @Test func aHostileNameIsShownSafely() {
    var person = picking()
    var theme = Theme.lineupDark
    theme.name = "\u{1B}[2J\u{202E}" + String(repeating: "x", count: 10_000)
    let about = String(repeating: "e\u{301}", count: 10_000)
    person.send(.themes([ThemeChoice(theme, about: about, problem: nil)], at: 2))
    _ = person.frame()
    person.send(.themes([], at: 2))
    _ = person.frame()
  }
}
