import Testing

@testable import SessionLog

struct PlacesTests {
  @Test func lineupHomeHoldsAll() throws {
    let places = try Places(environment: [
      "LINEUP_HOME": "/play/", "XDG_STATE_HOME": "/elsewhere", "HOME": "/home/jisoo",
    ])
    #expect(places.configurationFile == "/play/config.yaml")
    #expect(places.keysFile == "/play/keys.yaml")
    #expect(places.themes == "/play/themes")
    #expect(places.prompts == "/play/prompts")
    #expect(places.sessions == "/play/sessions")
    #expect(places.drafts == "/play/drafts")
    #expect(places.models == "/play/models")
  }

  @Test func withoutItTheXDGPlacesCount() throws {
    let places = try Places(environment: [
      "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s", "XDG_DATA_HOME": "/d",
    ])
    #expect(places.configurationFile == "/c/lineup/config.yaml")
    #expect(places.sessions == "/s/lineup/sessions")
    #expect(places.models == "/d/lineup/models")
  }

  @Test(arguments: ["", "relative/path"])
  func emptyAndRelativeXDGPlacesAreIgnored(_ path: String) throws {
    let places = try Places(environment: [
      "LINEUP_HOME": "", "XDG_CONFIG_HOME": path, "XDG_STATE_HOME": path, "XDG_DATA_HOME": path,
      "HOME": "/home/jisoo",
    ])
    #expect(places.themes == "/home/jisoo/.config/lineup/themes")
    #expect(places.drafts == "/home/jisoo/.local/state/lineup/drafts")
    #expect(places.models == "/home/jisoo/.local/share/lineup/models")
  }

  @Test func withoutAnyHomeThereIsNoPlace() throws {
    #expect(throws: PlacesError.noHome) { try Places(environment: [:]) }
    #expect(throws: PlacesError.noHome) { try Places(environment: ["XDG_CONFIG_HOME": "/c"]) }
  }
}
