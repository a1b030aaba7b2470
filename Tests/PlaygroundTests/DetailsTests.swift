import Cells
import GenerationAPI
import SessionLog
import Testing

@testable import Playground

struct DetailsTests {
  func person(_ script: Script = Scenes.compared(), columns: Int = 80, rows: Int = 24) -> Person {
    var person = Person(script, columns: columns, rows: rows)
    person.press(Key(.escape), .plain("I"))
    return person
  }

  func lines(_ person: Person) -> [String] {
    person.script.session.pane(person.view.chosen).map {
      DetailsText(
        $0, of: person.script.session, view: person.view, columns: person.view.size.columns
      ).text
        .split(separator: "\n").map(String.init)
    } ?? []
  }

  @Test func openingAsksForWhatTheFileSays() {
    var person = person()
    #expect(person.effects == [.inspect(path: "smol", contextSize: 8192)])
    #expect(lines(person).contains("  reading the file…"))
    person.send(.details(Scenes.card, at: 9))
    let text = lines(person)
    #expect(text.contains("licence: apache-2.0"))
    #expect(text.contains("Q4_1:   210  63.3 MiB"))
    #expect(text.contains("KV cache full: 180.0 MiB at 8192 tokens, 22.5 KiB each"))
    #expect(text.contains("left now: 22.5 GiB by this machine"))
  }

  @Test func theLastAnswerIsThereWithItsCondition() {
    let text = lines(person())
    #expect(text.contains("ttft: 33.0 ms"))
    #expect(text.contains("prompt: 18 tokens, 0 of them from the cache"))
    #expect(text.contains("speed: 208 tok/s"))
    #expect(text.contains("between tokens: p50 4.81 ms  p95 6.25 ms  max 10.1 ms"))
    #expect(
      text.contains("condition: shared ×2: up to 2 answers at once, by 2 models; 1 thread;"))
  }

  @Test func settingsSayWhereTheyAreFrom() {
    let text = lines(person())
    #expect(text.contains("temp: 0.8         default"))
    #expect(text.contains("top-k: 64          model"))
    #expect(text.contains("predict: 512         command line"))
    #expect(text.contains("seed: –           each answer's own"))
  }

  @Test func everyAnswerHasALine() {
    var script = Scenes.compared()
    script.apply(.prompt(PromptEvent(turn: 3, panes: [1], text: Scenes.capital)))
    script.apply(
      .start(
        StartEvent(
          pane: 1, turn: 3, variant: 2, seed: 5, rendered: "", promptTokens: 18, cachedTokens: 17,
          condition: Condition())))
    let text = lines(person(script, columns: 120))
    let history = text.drop { $0 != "answers, the newest first" }.dropFirst(2).map {
      $0.split(separator: " ").joined(separator: " ")
    }
    #expect(
      history == [
        "3.2 – – – runs 5 solo, cold", "3.1 40 33ms 208 end 4190000001 shared ×2",
        "2 40 31ms 212 limit 4190000001 shared ×2",
        "1 40 60ms 150 end 4190000001 shared ×2, cold",
      ])
  }

  @Test func aLongConversationIsListedInPart() {
    var script = Scenes.bothReady()
    for turn in 1...130 { script.turn(turn, [1: .of(rate: 100, ttft: 30)]) }
    let text = lines(person(script))
    #expect(text.last == "and 30 earlier turns")
    #expect(text.count < 200)
  }

  @Test func otherPanesAreAKeyAway() {
    var person = person()
    person.press(.plain("l"))
    #expect(person.view.chosen == 2)
    #expect(person.effects == [.inspect(path: "gemma", contextSize: 8192)])
    person.press(Key(.tab), Key(.tab))
    #expect(person.view.chosen == 1)
    person.press(.plain("h"))
    #expect(person.view.chosen == 3)
    person.press(.plain("2"))
    #expect(person.view.chosen == 2)
    // The key under ㅣ is l.
    person.press(.plain("ㅣ"))
    #expect(person.view.chosen == 3)
    person.press(.plain("I"))
    #expect(person.view.overlay == nil)
  }

  @Test func itScrollsAsFarAsThereIsText() {
    var person = person()
    person.send(.details(Scenes.card, at: 9))
    person.press(.plain("k"))
    #expect(person.view.overlay == .details(first: 0))
    person.press(.plain("]"))
    guard case .details(let memory) = person.view.overlay else { return #expect(Bool(false)) }
    #expect(memory > 0)
    person.press(.plain("["))
    #expect(person.view.overlay == .details(first: 0))
    person.press(.plain("G"))
    guard case .details(let last) = person.view.overlay else { return #expect(Bool(false)) }
    person.press(.plain("j"), .plain("f"))
    #expect(person.view.overlay == .details(first: last))
    person.act(.mouse(Mouse(.wheelUp, Point(column: 1, row: 1))))
    #expect(person.view.overlay == .details(first: last - 3))
  }

  @Test func yCopiesAllOfIt() {
    var person = person()
    person.press(.plain("y"))
    guard case .copy(let text) = person.effects.first else { return #expect(Bool(false)) }
    #expect(text.hasPrefix("last answer\n"))
    #expect(text.contains("speed: 208 tok/s\n"))
  }

  @Test func aFileThatCannotBeReadSaysWhy() {
    var person = person()
    var card = ModelCard(path: "smol")
    card.problem = "there is no such file"
    person.send(.details(card, at: 9))
    #expect(lines(person).contains("problem: there is no such file"))
  }

  @Test func hostileValuesAreShortAndSafe() {
    var person = person(columns: 60, rows: 14)
    var card = ModelCard(path: "smol")
    let marks = "e" + String(repeating: "\u{301}", count: 100_000)
    card.facts = [
      .init("\u{1B}[31m\nname", "\u{1B}]52;c;AAAA\u{7}\u{202E}"), .init("marks", marks),
      .init("long", String(repeating: "line\n", count: 200_000)),
    ]
    card.template = String(repeating: "{{", count: 500_000)
    person.send(.details(card, at: 9))
    let count = lines(person).count
    #expect(count < 120)
    for _ in 0...(count / 9) {
      person.press(.plain("f"))
      let frame = person.frame()
      #expect(frame.rowWidths.allSatisfy { $0 == 60 })
    }
    person.press(.plain("y"))
    guard case .copy(let text) = person.effects.first else { return #expect(Bool(false)) }
    #expect(!text.contains("\u{1B}") && text.utf8.count < 20_000)
  }

  @Test func cardsOfFilesAreNotKeptForEver() {
    var person = person()
    for number in 0..<40 { person.send(.details(ModelCard(path: "m\(number)"), at: 9)) }
    #expect(person.view.cards.count == 16)
    person.send(.details(ModelCard(path: "m39"), at: 9))
    #expect(person.view.cards.count == 16)
  }
}
