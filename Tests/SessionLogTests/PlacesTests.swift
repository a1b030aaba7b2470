import Testing

@testable import SessionLog

struct PlacesTests {
  @Test func lineupHomeHoldsAll() throws {
    let places = Places(environment: [
      "LINEUP_HOME": "/play/", "XDG_STATE_HOME": "/elsewhere", "HOME": "/home/jisoo",
    ])
    #expect(try places.configurationFile == "/play/config.yaml")
    #expect(try places.keysFile == "/play/keys.yaml")
    #expect(try places.themes == "/play/themes")
    #expect(try places.prompts == "/play/prompts")
    #expect(try places.sessions == "/play/sessions")
    #expect(try places.drafts == "/play/drafts")
    #expect(try places.models == "/play/models")
  }

  @Test func withoutItTheXDGPlacesCount() throws {
    let places = Places(environment: [
      "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s", "XDG_DATA_HOME": "/d",
    ])
    #expect(try places.configurationFile == "/c/lineup/config.yaml")
    #expect(try places.sessions == "/s/lineup/sessions")
    #expect(try places.models == "/d/lineup/models")
  }

  @Test(arguments: ["", "relative/path"])
  func emptyAndRelativeXDGPlacesAreIgnored(_ path: String) throws {
    let places = Places(environment: [
      "LINEUP_HOME": "", "XDG_CONFIG_HOME": path, "XDG_STATE_HOME": path, "XDG_DATA_HOME": path,
      "HOME": "/home/jisoo",
    ])
    #expect(try places.themes == "/home/jisoo/.config/lineup/themes")
    #expect(try places.drafts == "/home/jisoo/.local/state/lineup/drafts")
    #expect(try places.models == "/home/jisoo/.local/share/lineup/models")
  }

  @Test func withoutAnyHomeOnlyWhatNeedsAPlaceFails() throws {
    let nowhere = Places(environment: [:])
    #expect(throws: PlacesError.noHome) { try nowhere.sessions }
    #expect(throws: PlacesError.noHome) { try nowhere.models }
    let some = Places(environment: ["XDG_CONFIG_HOME": "/c"])
    #expect(try some.themes == "/c/lineup/themes")
    #expect(throws: PlacesError.noHome) { try some.drafts }
  }
}
