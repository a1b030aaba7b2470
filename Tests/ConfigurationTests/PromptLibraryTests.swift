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

  @Test func promptsAreSavedAndNotWrittenOver() throws {
    let path = try library.save("user: new", as: "fresh")
    #expect(path == own.path + "/fresh.yaml")
    #expect(library.prompt("fresh").entry?.template?.user == "new")
    #expect(throws: Problem("prompts", "there is a prompt fresh already: \(path)")) {
      try library.save("user: newer", as: "fresh")
    }
    try library.save("user: newer", as: "fresh", replacing: true)
    #expect(library.prompt("fresh").entry?.template?.user == "newer")
    // A shipped one of the name may be shadowed, a note of one's own not.
    #expect(throws: Never.self) { try library.save("user: mine", as: "translate") }
    #expect(throws: Problem.self) { try library.save("user: mine", as: "notes") }
    #expect(throws: Problem.self) { try library.save("user: x", as: "../out") }
    #expect(throws: Problem.self) {
      try PromptLibrary(own: nil, shipped: nil).save("user: x", as: "a")
    }
  }

  @Test func examplesAreAddedToOwnFilesAndToCopiesOfOthers() throws {
    let example = PromptExample([:], output: "out")
    let mine = try #require(library.prompt("sentiment").entry)
    #expect(try library.add(example, to: mine).path == own.path + "/sentiment.yaml")
    #expect(library.prompt("sentiment").entry?.text == "user: mine\nexamples:\n  - {output: out}\n")

    let translation = PromptExample(["input": "sea"], output: "mer")
    let shipped = try #require(library.prompt("translate").entry)
    let added = try library.add(translation, to: shipped)
    #expect(added.path == own.path + "/translate.yaml")
    #expect(added.keepsTheRest)
    #expect(library.prompt("translate").entry?.template?.examples == [translation])
    #expect(library.prompt("translate").entry?.isOwn == true)

    let notes = try #require(library.prompt("notes").entry)
    #expect(try library.add(translation, to: notes).keepsTheRest == false)
    #expect(library.prompt("notes").entry?.template?.examples == [translation])
    #expect(library.prompt("notes").entry?.template?.user == "Sum up {{input}}.")
    let broken = try #require(library.prompt("broken").entry)
    #expect(throws: Problem.self) { try library.add(example, to: broken) }
  }

  @Test func anExampleIsTakenBackUnlessTheFileWasChangedSince() throws {
    let example = PromptExample([:], output: "out")
    let mine = try #require(library.prompt("sentiment").entry)
    let added = try library.add(example, to: mine)
    #expect(added.before == "user: mine")
    try library.takeBack(added)
    #expect(library.prompt("sentiment").entry?.text == "user: mine")
    #expect(throws: Problem.self) { try library.takeBack(added) }

    // A copy of a shipped one is no longer there.
    let shipped = try #require(library.prompt("translate").entry)
    let copy = try library.add(PromptExample(["input": "sea"], output: "mer"), to: shipped)
    try own.write("translate.yaml", copy.after + "# mine\n")
    #expect(throws: Problem(copy.path, "it was changed since; the example stays in it")) {
      try library.takeBack(copy)
    }
    try own.write("translate.yaml", copy.after)
    try library.takeBack(copy)
    #expect(library.prompt("translate").entry?.isOwn == false)
    #expect(throws: Problem.self) { try library.takeBack(copy) }
  }
}
