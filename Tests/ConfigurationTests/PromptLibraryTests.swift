import Prompts
import Testing

@testable import Configuration

struct PromptLibraryTests {
  private let own: Folder
  private let shipped: Folder
  private let library: PromptLibrary

  init() throws {
    own = try Folder()
    shipped = try Folder()
    try shipped.write("sentiment.yaml", "user: shipped")
    try shipped.write("translate.yaml", "user: '{{input}}'\nmode: completion")
    try own.write("sentiment.yaml", "user: mine")
    try own.write("notes.md", "Sum up {{input}}.")
    try own.write("broken.yaml", "usr: x")
    try own.write("other.yaml", "name: another\nuser: x")
    try own.write("no name.yaml", "user: x")
    library = PromptLibrary(own: own.path, shipped: shipped.path)
  }

  @Test func ownPromptsStandBeforeShippedOnes() {
    #expect(library.names == ["broken", "notes", "other", "sentiment", "translate"])
    let all = library.all()
    #expect(all.map(\.name) == library.names)
    #expect(all.map(\.isOwn) == [true, true, true, true, false])
    #expect(all.map { $0.template?.user } == [nil, "Sum up {{input}}.", "x", "mine", "{{input}}"])
    #expect(
      library.all(shadowed: true).filter { $0.name == "sentiment" }.map(\.isOwn) == [true, false])
  }

  @Test func problemsNameTheirFiles() {
    #expect(
      library.problems().map(\.description) == [
        "prompts/broken.yaml:1: there is no key \"usr\"; did you mean user?",
        "prompts/other.yaml: warning: it calls itself another, and is found as other",
      ])
  }

  @Test func promptsAreFoundByNameOrPath() throws {
    #expect(library.prompt("sentiment").entry?.template?.user == "mine")
    let path = try own.write("deep/x.json", #"[{"role":"user","content":"hi"}]"#)
    #expect(library.prompt(path).entry?.template == PromptTemplate(name: "x", user: "hi"))
    #expect(library.prompt("./notes.md", folder: own.path).entry?.template?.name == "notes")
    #expect(library.prompt("notes.md", folder: own.path).entry?.template?.name == "notes")
    #expect(
      library.prompt("./gone.yaml", folder: own.path).entry?.problems
        == [Problem("./gone.yaml", "there is no such file")])
  }

  @Test func unknownNamesSuggestNearOnes() {
    #expect(
      library.prompt("sentimnet").problem?.reason
        == "there is no prompt \"sentimnet\"; did you mean sentiment?")
    #expect(
      library.prompt("x/y").problem?.reason
        == "the name of a prompt's file ends in one of .yaml, .yml, .json, .txt, .md")
    #expect(
      PromptLibrary(own: nil, shipped: nil).prompt("x").problem?.reason
        == "there is no prompt \"x\"; there are none; lineup prompts new makes one")
  }

  @Test func examplesOfAFileAreFoundBesideThePrompt() throws {
    try own.write("few.yaml", "user: '{{a}}'\nexamples: {from: few.csv}")
    try own.write("few.csv", "a,output\n1,2\n")
    #expect(
      library.prompt("few").entry?.template?.examples == [PromptExample(["a": "1"], output: "2")])
  }
}
