import Cells
import FoundationEssentials
import Playground
import Testing

@testable import Configuration

/// The themes in `themes`, as they are shipped.
struct ShippedThemesTests {
  static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("themes").path
  static let library = ThemeLibrary(own: nil, shipped: folder)
  static let names = [
    "lineup-dark", "lineup-light", "catppuccin-mocha", "contrast", "mono", "okabe-ito", "seoul256",
    "terminal",
  ]
  /// What these look like depends on the terminal's user.
  static let measured = names.filter { $0 != "mono" && $0 != "terminal" }

  @Test func theyAreAllThere() {
    #expect(Self.library.names == Self.names)
  }

  @Test(arguments: names)
  func noneHasAProblemAndEachSaysWhatItIs(name: String) throws {
    let (entry, problems) = Self.library.theme(named: name)
    #expect(problems == [])
    let about = try #require(entry).about
    #expect(!about.isEmpty && about.utf8.count <= 48)
  }

  @Test func theDefaultIsTheOneCompiledIn() throws {
    let (entry, _) = Self.library.theme(named: "lineup-dark")
    let theme = try #require(entry).theme
    for role in Role.allCases { #expect(theme[role] == Theme.lineupDark[role], "\(role)") }
  }

  /// So that one picture of a screen without colours holds for both.
  @Test func theThemeWithoutColoursLooksAsTheDefaultDoesWhereThereAreNone() throws {
    let (entry, _) = Self.library.theme(named: "mono")
    let theme = try #require(entry).theme
    for role in Role.allCases {
      let usual = Theme.lineupDark[role]
      let plain = theme[role]
      #expect((plain.mono ?? plain.attributes) == (usual.mono ?? usual.attributes), "\(role)")
    }
  }

  @Test(arguments: measured)
  func textStandsOutFromItsGround(name: String) throws {
    let theme = try #require(Self.library.theme(named: name).entry).theme
    let wanted = name == "contrast" ? 7 : 4.5
    for role in Role.allCases where role != .border && role != .background {
      let style = theme[role]
      let contrast = try #require(ColorMeasures.contrast(style.foreground, style.background))
      #expect(contrast >= wanted, "\(name) \(role.rawValue) has \(contrast)")
    }
  }

  @Test(arguments: measured)
  func theFiveStatesStayApartWithoutGreenCones(name: String) throws {
    let theme = try #require(Self.library.theme(named: name).entry).theme
    let states: [Role] = [.stateRun, .stateOK, .stateWait, .stateWarn, .stateError]
    for (index, a) in states.enumerated() {
      for b in states[(index + 1)...] {
        let distance = try #require(
          ColorMeasures.distanceWithoutGreenCones(theme[a].foreground, theme[b].foreground))
        #expect(distance > 0.12, "\(name) \(a.rawValue) and \(b.rawValue): \(distance)")
      }
    }
  }

  @Test(arguments: names)
  func whatMustStandOutDoesWithoutColours(name: String) throws {
    let theme = try #require(Self.library.theme(named: name).entry).theme
    for role in [Role.modeType, .modePanes, .modeReplay, .selection] {
      let style = theme[role]
      #expect((style.mono ?? style.attributes).contains(.reverse), "\(name) \(role.rawValue)")
    }
    #expect((theme[.match].mono ?? theme[.match].attributes) != [])
    #expect((theme[.stateError].mono ?? theme[.stateError].attributes) != [])
  }

  @Test func theTwoThatUseTheTerminalsColoursNameNoOthers() throws {
    for name in ["mono", "terminal"] {
      let theme = try #require(Self.library.theme(named: name).entry).theme
      for role in Role.allCases {
        for color in [theme[role].foreground, theme[role].background] {
          switch color {
          case .terminal: break
          case .ansi: #expect(name == "terminal")
          case .palette, .rgb: Issue.record("\(name) \(role.rawValue)")
          }
        }
      }
    }
  }
}
