import JSON
import SessionLog
import Testing

@testable import lineup

struct PaneSettingsTests {
  @Test func whateverTheCommandLineTakesComesBackFromALayoutAndByUndo() throws {
    let options = try GenerationOptions.parse([
      "--temp", "150", "--top-k", "0", "--top-p", "1", "--min-p", "0", "--repeat-penalty", "0.001",
      "--repeat-last-n", "-1", "--seed", "-3", "--predict", "-1", "--ctx-size", "1", "--stop", "x",
      "--system", "Be brief.", "--raw",
    ])
    let entries = options.settings.entries
    var settings = PaneSettings()
    for entry in entries {
      let isTaken = settings.set(entry.name, entry.value, source: entry.source)
      #expect(isTaken, "\(entry.name)")
    }
    #expect(settings.entries == entries)
  }

  @Test func whatIsNoValueOfASettingChangesNothing() {
    var settings = PaneSettings()
    let before = settings.entries
    let wrong: [(String, JSONValue)] = [
      ("temp", .number(-1)), ("temp", .number(.infinity)), ("top_k", .integer(-1)),
      ("top_p", .number(1.1)), ("repeat_penalty", .integer(0)), ("predict", .integer(-2)),
      ("ctx_size", .integer(0)), ("system", .integer(1)), ("raw", .null), ("other", .integer(1)),
    ]
    for (name, value) in wrong {
      let isTaken = settings.set(name, value, source: "user")
      #expect(!isTaken, "\(name)")
    }
    #expect(settings.entries == before)
  }

  @Test func aValueThatWasChosenGoesBackToTheDefault() {
    var settings = PaneSettings()
    let before = settings.entries
    _ = settings.set("temp", .number(0.2), source: "user")
    _ = settings.set("system", .string("x"), source: "user")
    settings.reset("temp")
    settings.reset("system")
    #expect(settings.entries == before)
  }
}
