import Cells
import JSON
import Prompts
import SessionLog
import Testing

@testable import Playground

/// Prompt files with several variables, and values that are files.
struct InputFormTests {
  private func person(_ draft: String = "The sea is calm.") -> Person {
    var person = Person(InputScenes.chosen(), draft: Draft(draft))
    person.view.prompts = InputScenes.shelf
    return person
  }

  private func form(_ person: Person) throws -> InputForm {
    guard case .inputs(let form) = person.view.overlay else { throw Missing() }
    return form
  }

  private struct Missing: Error {}

  @Test func aPromptOfSeveralVariablesAsksForThemAndSendsOnTheLast() throws {
    var person = person()
    person.press(Key(.enter))
    #expect(person.effects.isEmpty)
    // The draft is the first one's value; what is missing is selected.
    #expect(try form(person).fields.map(\.written) == ["The sea is calm.", ""])
    #expect(try form(person).selected == 1)
    person.type("Is it calm?")
    person.press(Key(.enter))
    #expect(
      person.effects == [
        .send(
          text: "text: The sea is calm.\nquestion: Is it calm?",
          inputs: ["text": "The sea is calm.", "question": "Is it calm?"], panes: [1, 2])
      ])
    #expect(person.view.overlay == nil)
    #expect(person.view.draft.isEmpty)
    #expect(person.view.history.entries == ["The sea is calm."])
  }

  @Test func whatWasAskedLastIsRemembered() throws {
    var person = person()
    person.press(Key(.enter))
    person.type("Is it calm?")
    person.press(Key(.enter))
    person.type("A storm.")
    person.press(Key(.enter))
    #expect(try form(person).fields.map(\.written) == ["A storm.", "Is it calm?"])
    person.press(Key(.tab), Key(.enter))
    #expect(
      person.effects == [
        .send(
          text: "text: A storm.\nquestion: Is it calm?",
          inputs: ["text": "A storm.", "question": "Is it calm?"], panes: [1, 2])
      ])
    // With an empty draft, the first one's value too.
    person.press(Key(.enter))
    #expect(try form(person).fields.map(\.written) == ["A storm.", "Is it calm?"])
  }

  @Test(arguments: [Key(.escape), .control("c")])
  func leavingKeepsEverything(key: Key) throws {
    var person = person("")
    person.press(Key(.enter))
    person.type("one")
    person.press(Key(.down))
    person.type("two")
    person.press(key)
    #expect(person.view.overlay == nil)
    #expect(person.effects.isEmpty)
    #expect(person.view.draft.text == "one")
    person.press(Key(.enter))
    #expect(try form(person).fields.map(\.written) == ["one", "two"])
  }

  @Test func aVariableThatNeedsAValueIsSelectedAndSaysSo() throws {
    var person = person("")
    person.press(Key(.enter), Key(.enter), Key(.enter))
    #expect(person.effects.isEmpty)
    #expect(try form(person).selected == 0)
    #expect(try form(person).error == "text needs a value")
    person.type("x")
    #expect(try form(person).error == nil)
  }

  @Test func aDefaultStandsForWhatIsLeftEmpty() throws {
    var person = person()
    person.view.prompts[0] = PromptChoice(
      "ask", InputScenes.template(default: "@home?"))
    person.press(Key(.enter), Key(.enter), Key(.enter))
    #expect(
      person.effects == [
        .send(
          text: "text: The sea is calm.\nquestion: @@home?",
          inputs: ["text": "The sea is calm.", "question": "@home?"], panes: [1, 2])
      ])
  }

  @Test func valuesAreWrittenAsDraftsAre() throws {
    var person = person("")
    person.press(Key(.enter))
    person.type("one two")
    person.press(.control("w"), .control("a"), .plain("a"), .control("j"), Key(.delete))
    #expect(try form(person).field.written == "a\nne ")
    person.press(.control("u"), Key(.backspace))
    person.type("\\")
    person.press(Key(.enter))
    person.act(.paste("x\ny"))
    #expect(try form(person).field.written.hasSuffix("\nx\nyne "))
  }

  @Test func aKoreanSyllableThatComesAfterEnterIsOfItsValue() throws {
    var person = person("")
    person.press(Key(.enter))
    person.type("바")
    person.press(Key(.enter))
    person.press(.plain("다"), after: 0.01)
    #expect(try form(person).selected == 0)
    #expect(try form(person).field.written == "바다")
    person.wait(0.1)
    #expect(try form(person).selected == 1)
  }

  @Test func longValuesAreShortenedInTheTurnsTextAlone() throws {
    let long = String(repeating: "바다 ", count: 500)
    var person = person(long)
    person.press(Key(.enter))
    person.type("why?")
    person.press(Key(.enter))
    guard case .send(let text, let inputs, _) = person.effects.first else {
      Issue.record("\(person.effects)")
      return
    }
    #expect(inputs["text"] == long)
    #expect(text.utf8.count < 700 && text.hasSuffix("…\nquestion: why?"))
  }

  @Test func aPaneWithoutAPromptGetsAllThatWasWritten() throws {
    let long = String(repeating: "바다 ", count: 500)
    var person = person(long)
    PromptScenes.set(&person.script, 2, nil, shots: nil)
    person.press(Key(.enter))
    person.type("why?")
    person.press(Key(.enter))
    guard case .send(let text, _, let panes) = person.effects.first else {
      Issue.record("\(person.effects)")
      return
    }
    #expect(panes == [1, 2])
    #expect(text == "text: \(long)\nquestion: why?")
  }

  // MARK: Files

  @Test func aFileIsReadWhenItIsSent() throws {
    var person = person("@notes.txt")
    person.press(Key(.enter))
    #expect(person.effects == [.measure(path: "notes.txt", pane: 1)])
    person.type("why?")
    person.press(Key(.enter))
    #expect(person.effects == [.readFiles(["notes.txt"])])
    person.send(.files([InputFileText(path: "notes.txt", text: "a long\ntext")], at: 1))
    #expect(
      person.effects == [
        .send(
          text: "text: @notes.txt\nquestion: why?",
          inputs: ["text": "a long\ntext", "question": "why?"], panes: [1, 2])
      ])
  }

  @Test func aFileThatCanNotBeReadKeepsEverything() throws {
    var person = person("why")
    person.press(Key(.enter))
    person.type("@x")
    #expect(person.effects == [.measure(path: "x", pane: 1)])
    person.press(Key(.enter))
    person.send(
      .files([InputFileText(path: "x", text: nil, obstacle: "x: there is no such file")], at: 1))
    #expect(person.effects.isEmpty)
    #expect(try form(person).error == "x: there is no such file")
    #expect(try form(person).selected == 1)
    #expect(person.view.draft.text == "why")
  }

  @Test func filesThatNobodyWaitsForAreNoQuestion() {
    var person = person()
    person.send(.files([InputFileText(path: "x", text: "y")], at: 1))
    #expect(person.effects.isEmpty)
  }

  @Test func leavingWhileAFileIsReadSendsNothing() throws {
    var person = person("@x")
    person.press(Key(.enter))
    person.type("why?")
    person.press(Key(.enter), Key(.escape))
    person.send(.files([InputFileText(path: "x", text: "y")], at: 1))
    #expect(person.effects.isEmpty)
    #expect(person.view.draft.text == "@x")
  }

  @Test func whatIsTypedWhileAFileIsReadStays() {
    var person = Person(PromptScenes.chosen(), draft: Draft("@x"))
    person.view.prompts = PromptScenes.shelf
    person.press(Key(.enter))
    person.type("y")
    person.send(.files([InputFileText(path: "x", text: "z")], at: 1))
    #expect(person.effects == [.send(text: "@x", inputs: ["input": "z"], panes: [1, 2])])
    #expect(person.view.draft.text == "@xy")
  }

  @Test func sizesAreShownOfTheFilesThatAreNamed() throws {
    var person = person("@notes.txt")
    person.press(Key(.enter))
    person.send(.measured(InputFileSize(path: "notes.txt", bytes: 3277, tokens: 1812), at: 1))
    person.send(.measured(InputFileSize(path: "other", bytes: 1), at: 1))
    #expect(try form(person).sizes.map(\.path) == ["notes.txt"])
    #expect(try form(person).sizes[0].shown == "3.20 KiB  1,812 tok")
  }

  @Test func theComposersDraftMayBeAFileWhereItIsTheOnlyVariable() {
    var person = Person(PromptScenes.chosen(), draft: Draft("@people.txt"))
    person.view.prompts = PromptScenes.shelf
    person.press(Key(.enter))
    #expect(person.effects == [.readFiles(["people.txt"])])
    person.send(
      .files([InputFileText(path: "people.txt", text: nil, obstacle: "no such file")], at: 1))
    #expect(person.effects.isEmpty)
    #expect(person.hintLine() == "no such file")
    #expect(person.view.draft.text == "@people.txt")
    person.press(Key(.enter))
    person.send(.files([InputFileText(path: "people.txt", text: "Jisoo")], at: 1))
    #expect(
      person.effects == [
        .send(text: "@people.txt", inputs: ["input": "Jisoo"], panes: [1, 2])
      ])
  }

  @Test func twoAtSignsAreOne() {
    var person = Person(PromptScenes.chosen(), draft: Draft("@@home"))
    person.view.prompts = PromptScenes.shelf
    person.press(Key(.enter))
    #expect(
      person.effects == [.send(text: "@@home", inputs: ["input": "@home"], panes: [1, 2])])
    #expect(InputValue("@") == .text("@"))
    #expect(InputValue("@a b \n") == .file("a b"))
    #expect(InputValue("a@b") == .text("a@b"))
    #expect(InputValue(InputValue.written("@x")) == .text("@x"))
  }

  @Test func withoutAPromptFileAnAtSignIsAnAtSign() {
    var person = Person(Scenes.bothReady(), draft: Draft("@home"))
    person.press(Key(.enter))
    #expect(person.effects == [.send(text: "@home", panes: [1, 2])])
  }

  // MARK: Editing

  @Test func anEditedPromptBringsItsValuesBack() throws {
    var person = person("")
    person.script.ask(
      Question(
        "text: @a\nquestion: why?",
        PromptUse(
          prompt: InputScenes.template().json, shots: 0,
          inputs: ["text": "@home", "question": "why?"])), to: [1, 2])
    person.script.start(1)
    person.script.start(2)
    person.script.end(1)
    person.script.end(2)
    person.script.play()
    person.press(Key(.escape), .plain("e"))
    #expect(person.view.draft.text == "@@home")
    person.press(Key(.enter))
    #expect(try form(person).fields.map(\.written) == ["@@home", "why?"])
    person.press(Key(.enter), Key(.enter))
    #expect(
      person.effects == [
        .edit(
          turn: 1, text: "text: @@home\nquestion: why?",
          inputs: ["text": "@home", "question": "why?"], panes: [1])
      ])
  }

  @Test func everySizeHoldsTheForm() {
    var person = person("@notes.txt")
    person.press(Key(.enter))
    person.send(.measured(InputFileSize(path: "notes.txt", bytes: 9, tokens: 2), at: 1))
    person.type("한글 and\ttext " + String(repeating: "漢字", count: 100))
    for columns in [0, 1, 3, 9, 12, 20, 39, 40, 80, 200] {
      for rows in 0...12 {
        person.act(.resize(Size(columns: columns, rows: rows)))
        RenderPropertyTests().check(person.frame(), person.view.size, "inputs")
      }
    }
  }
}

/// Panes with a prompt file of several variables.
enum InputScenes {
  static func template(default standard: String? = nil) -> PromptTemplate {
    PromptTemplate(
      name: "ask", description: "A question about a text", user: "{{text}}\n{{question}}",
      variables: [
        PromptVariable("text", description: "what is asked about"),
        PromptVariable("question", description: "what to answer", default: standard),
      ])
  }

  static let shelf = [PromptChoice("ask", template())]

  static func chosen() -> Script {
    var script = Scenes.bothReady()
    for pane in [1, 2] { PromptScenes.set(&script, pane, "ask", shots: 0) }
    return script
  }
}
