import Cells
import Glibc
import Playground
import Testing

@testable import Configuration

struct ThemeLibraryTests {
  let folder: Folder
  let library: ThemeLibrary

  init() throws {
    folder = try Folder()
    library = ThemeLibrary(own: folder.path, shipped: ShippedThemesTests.folder)
  }

  private func theme(_ name: String, _ text: String) throws -> (theme: Theme, problems: [String]) {
    try folder.write("\(name).yaml", text)
    let (entry, problems) = library.theme(named: name)
    return (try #require(entry).theme, problems.map(\.description))
  }

  @Test func everyKindOfColourIsUnderstood() throws {
    let (theme, problems) = try theme(
      "own",
      """
      palette: {sea: "#0a141e", red: 99}
      roles:
        text: {fg: "#abc", bg: sea}
        title: bright-blue
        code: 7
        number: 200
        prompt: {fg: red, bg: terminal, attributes: [bold, underline], mono: reverse}
      """)
    #expect(problems == [])
    let sea = Color.rgb(10, 20, 30)
    #expect(theme[.text] == RoleStyle(.rgb(0xAA, 0xBB, 0xCC), on: sea))
    #expect(theme[.title].foreground == .ansi(12))
    #expect(theme[.code].foreground == .ansi(7))
    #expect(theme[.number].foreground == .palette(200))
    #expect(
      theme[.prompt]
        == RoleStyle(.palette(99), on: .terminal, [.bold, .underline], mono: .reverse))
  }

  @Test func whatIsNotSaidIsInheritedAndTheGroundIsTheBackgrounds() throws {
    let (theme, problems) = try theme(
      "own",
      """
      inherits: lineup-dark
      palette: {coral: 200}
      roles:
        title: {fg: 1}
        text.dim: {attributes: italic}
      """)
    #expect(problems == [])
    #expect(theme[.stateError].foreground == .palette(200))
    #expect(theme[.title] == RoleStyle(.ansi(1), on: .palette(234), .bold))
    #expect(theme[.textDim] == RoleStyle(.palette(246), on: .palette(234), .italic, mono: .dim))
    #expect(theme[.stateOK] == Theme.lineupDark[.stateOK])
  }

  @Test func aThemeOfFewWordsStillShowsWhatMustStandOut() throws {
    let (theme, problems) = try theme("own", "roles: {text: {fg: 250, bg: 17}}\n")
    #expect(problems == [])
    #expect(theme[.border] == RoleStyle(.palette(250), on: .palette(17)))
    #expect(theme[.selection].attributes == .reverse)
    #expect(theme[.modePanes].attributes == .reverse)
  }

  @Test func eachMistakeHasALineAndTheRestHolds() throws {
    let (theme, problems) = try theme(
      "own",
      """
      about: [x]
      inherit: lineup-dark
      inherits: lineup-drak
      palette: {good: 100, bad: "#12", worse: grass}
      roles:
        title: {fg: good, attributes: boldd}
        text.dimm: 3
        code: {foreground: 3}
        number: 256
        match: {fg: goood}
        diff: {fg: }
      """)
    #expect(theme[.title].foreground == .palette(100))
    #expect(
      problems == [
        "themes/own.yaml:1: about wants a text, not a list",
        "themes/own.yaml:2: there is no theme setting \"inherit\"; did you mean inherits?",
        "themes/own.yaml:4: bad: \"#12\" is no colour; \"#rrggbb\" is six digits from 0 to f",
        "themes/own.yaml:4: worse: a palette's colour is \"#rrggbb\", 0 to 255, or one of the sixteen's names",
        "themes/own.yaml:6: there is no attribute \"boldd\"; did you mean bold?",
        "themes/own.yaml:7: there is no role \"text.dimm\"; did you mean text.dim?",
        "themes/own.yaml:8: there is no part \"foreground\"; there are: fg, bg, attributes, mono",
        "themes/own.yaml:9: \"256\" is no colour; numbers are 0 to 255, others \"#rrggbb\"",
        "themes/own.yaml:11: fg has no colour; one with # needs quotation marks: \"#87d7ff\"",
        "themes/own.yaml:3: there is no theme \"lineup-drak\" to inherit; did you mean lineup-dark?",
        "themes/own.yaml:10: there is no colour \"goood\"; did you mean good?",
      ])
  }

  @Test func anOwnThemeShadowsTheShippedOneAndMayBuildOnIt() throws {
    let (theme, problems) = try theme("contrast", "inherits: contrast\nroles: {title: 100}\n")
    #expect(problems == [])
    #expect(theme[.title].foreground == .palette(100))
    #expect(theme[.code].foreground == .palette(229))
    #expect(library.all().first { $0.theme.name == "contrast" }?.isOwn == true)
    #expect(library.names.count { $0 == "contrast" } == 1)
  }

  @Test func aFileThatCannotBeReadGivesWayToTheShippedOne() throws {
    let (theme, problems) = try theme("contrast", "roles: [\n")
    #expect(theme[.code].foreground == .palette(229))
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix("themes/contrast.yaml:2: it is not YAML here") == true)
  }

  @Test func circlesAndLongChainsEnd() throws {
    try folder.write("b.yaml", "inherits: a\n")
    let (_, circle) = try theme("a", "inherits: b\nroles: {text: 100}\n")
    #expect(circle == ["themes/b.yaml:1: it inherits itself: a from b from a"])
    for number in 0..<20 { try folder.write("t\(number).yaml", "inherits: t\(number + 1)\n") }
    #expect(library.theme(named: "t0").problems.map(\.line) == [1])
  }

  @Test func namesAreFoundAndNothingOutsideIs() throws {
    #expect(library.theme(named: "light").entry?.theme.name == "lineup-light")
    let (none, problems) = library.theme(named: "okabe-it")
    #expect(none == nil)
    #expect(
      problems.map(\.description)
        == ["themes: there is no theme \"okabe-it\"; did you mean okabe-ito?"])
    try folder.write("sub/x.yaml", "roles: {}\n")
    for name in ["sub/x", "../x", "", ".", "a b", String(repeating: "x", count: 65)] {
      #expect(library.theme(named: name).entry == nil, "\(name)")
    }
  }

  @Test func withoutAnyFolderThereIsTheDefault() {
    let library = ThemeLibrary(own: nil, shipped: nil)
    #expect(library.all().map(\.theme) == [Theme.lineupDark])
    #expect(library.theme(named: "dark").problems == [])
  }

  @Test func aFolderFullOfOtherThingsIsListed() throws {
    try folder.write("fine.yaml", "roles: {}\n")
    try folder.write("notes.txt", "x")
    try folder.write(".hidden.yaml", "x")
    #expect(mkfifo(folder.path + "/pipe.yaml", 0o600) == 0)
    #expect(library.all().map(\.theme.name).contains("fine"))
    #expect(!library.all().map(\.theme.name).contains("pipe"))
    #expect(
      library.problems().map(\.description) == ["themes/pipe.yaml: it is not a file"])
  }
}
