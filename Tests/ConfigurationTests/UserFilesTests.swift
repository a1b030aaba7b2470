import Cells
import FoundationEssentials
import Playground
import Testing

@testable import Configuration

struct UserFilesTests {
  private func read(_ files: [String: String]) throws -> UserFiles {
    let folder = try Folder()
    for (name, text) in files { try folder.write(name, text) }
    return UserFiles(folder: folder.path)
  }

  @Test func withoutFilesEverythingIsAsItIs() throws {
    let files = try read([:])
    #expect(files.settings == UserSettings())
    #expect(files.keys == .standard)
    #expect(files.problems == [])
    #expect(!files.hasKeys && !files.hasSettings)
  }

  @Test func settingsAreRead() throws {
    let files = try read([
      "config.yaml": """
      theme: no
      models: [~/gguf, /srv/models]
      mouse: on
      ascii: false
      ambiguous: wide
      local_only: yes
      color: 256
      """
    ])
    #expect(files.problems == [])
    var wanted = UserSettings()
    wanted.theme = "no"
    wanted.models = ["~/gguf", "/srv/models"]
    wanted.hasMouse = true
    wanted.isASCII = false
    wanted.ambiguousIsWide = true
    wanted.isLocalOnly = true
    wanted.color = "256"
    #expect(files.settings == wanted)
  }

  @Test(
    arguments: [
      "theme: [\n", "local_only: perhaps", "local_only:", "local-only: true", "Local_Only: true",
      "localOnly: true", "- local_only: true", "local_only", "local_only: true\nlocal_only: false",
      "\tlocal_only: true", "endpoints: [{name: a, url: 'http://a/v1', local_only: true}]",
      "theme: &a x\nmodels: *a\nlocal_only: true",
    ])
  func whetherNothingMayLeaveIsInDoubtWhereAFileMayMeanIt(text: String) throws {
    let settings = try read(["config.yaml": text]).settings
    #expect(settings.localOnlyDoubt != nil)
    #expect(settings.isLocalOnly == nil)
  }

  @Test(arguments: [
    "",
    "endpoints: [{name: a, url: 'http://a/v1', models: [local-only], prices: {local-only: {}}}]",
    "# local_only", "~", "theme: dark", "them: x\nlocal_only: no", "local_only: on",
  ])
  func thereIsNoDoubtWhereAFileIsClear(text: String) throws {
    #expect(try read(["config.yaml": text]).settings.localOnlyDoubt == nil)
  }

  @Test func aFileThatCannotBeReadIsInDoubtToo() throws {
    var folder = try Folder()
    try folder.write("config.yaml/inside", "")
    #expect(UserFiles(folder: folder.path).settings.localOnlyDoubt != nil)
    folder = try Folder()
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/config.yaml", withDestinationPath: "/nowhere/config.yaml")
    let doubt = UserFiles(folder: folder.path).settings.localOnlyDoubt
    #expect(doubt?.reason == "it is a link to a file that is not there")
  }

  @Test(arguments: [
    "budget: \"2,50\"", "budget: -1", "budget: [1]", "budget:", "budget: ~", "budget: 1 EUR USD",
    "Budget: 1", "budgets: 1", "max_budget: 1",
  ])
  func whatMayBeSpentIsInDoubtWhereAFileMayMeanALimit(text: String) throws {
    let settings = try read(["config.yaml": text]).settings
    #expect(settings.budgetDoubt != nil && settings.budget == nil)
  }

  @Test(arguments: [
    "endpoints: {openai: {budget: 1}}", "endpoints: x", "endpoint: [{preset: openai, budget: 1}]",
    "endpoints: [{preset: opnai}]", "endpoints: [{name: [openai], preset: openai}]",
    "endpoints: [x]",
  ])
  func whatPresetsAreIsInDoubtWhereAFileMayMeanOne(text: String) throws {
    #expect(try read(["config.yaml": text]).settings.endpointsDoubt != nil)
  }

  @Test func withoutAMistakeThereIsNoDoubt() throws {
    let text =
      "budget: 2\nendpoints: [{preset: openai, budget: 1}, {name: x, preset: openai, api: y}]"
    let settings = try read(["config.yaml": text]).settings
    #expect(settings.budgetDoubt == nil && settings.endpointsDoubt == nil)
    #expect(settings.brokenEndpoints.map(\.name) == ["x"])
  }

  @Test func oneFolderNeedsNoList() throws {
    #expect(try read(["config.yaml": "models: ~/gguf"]).settings.models == ["~/gguf"])
  }

  @Test func eachMistakeHasALineAndTheRestHolds() throws {
    let files = try read([
      "config.yaml": "them: x\nmouse: perhaps\nmodels: {a: b}\nambiguous: 2\ntheme: dark\n",
      "keys.yaml": """
      panes:
        close: [x, C-i]
        stop: S
        clsoe: y
      pains: {}
      type:
        send: {a: b}
      """,
    ])
    #expect(files.settings.theme == "dark")
    #expect(
      files.problems.map(\.description) == [
        "config.yaml:1: there is no setting \"them\"; did you mean theme?",
        "config.yaml:2: mouse wants true or false, not \"perhaps\"",
        "config.yaml:3: models wants a text or a list of texts, not a mapping",
        "config.yaml:4: ambiguous is one of narrow, wide, not \"2\"",
        "keys.yaml:2: C-i: a terminal sends Tab for it; name Tab",
        "keys.yaml:4: there is no command \"clsoe\"; did you mean close?",
        "keys.yaml:5: there is no scope \"pains\"; did you mean panes?",
        "keys.yaml:7: send wants a text or a list of texts, not a mapping",
      ])
    #expect(files.keys != .standard)
  }

  @Test func aFileThatIsNoYAMLChangesNothing() throws {
    let files = try read(["config.yaml": "theme: [", "keys.yaml": "panes: {x\n: : :"])
    var wanted = UserSettings()
    wanted.localOnlyDoubt = files.problems.first
    wanted.endpointsDoubt = files.problems.first
    #expect(files.settings == wanted)
    #expect(files.keys == .standard)
    #expect(files.problems.map(\.file) == ["config.yaml", "keys.yaml"])
    #expect(files.problems.allSatisfy { $0.line != nil })
  }

  @Test func keysMayBeTakenAwayInEveryWayToSayIt() throws {
    let bound = try read(["keys.yaml": "panes:\n  stop: s\n"]).keys
    #expect(bound == KeyTable.standard)
    for nothing in ["", "none", "[]", "~"] {
      let files = try read(["keys.yaml": "panes:\n  stop: \(nothing)\n  close: s\n"])
      #expect(files.problems == [], "\(nothing)")
    }
  }
}
