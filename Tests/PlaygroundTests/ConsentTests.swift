import Cells
import GenerationAPI
import SessionLog
import Testing

@testable import Playground

/// No prompt leaves this machine by a key that was meant for something else.
struct ConsentTests {
  private let host = ConsentHost(host: "api.openai.com", endpoint: "openai", panes: [2])
  private let given = Effect.consent(hosts: ["api.openai.com"], isGiven: true)
  private let refused = Effect.consent(hosts: ["api.openai.com"], isGiven: false)

  private func asked(_ draft: String = "") -> Person {
    var person = Person(Scenes.asked(), draft: Draft(draft))
    person.press(.plain("a"))
    person.send(.consentNeeded(hosts: [host], at: 0))
    return person
  }

  @Test func yIsTheAnswerOnceTheQuestionCanHaveBeenRead() {
    var person = asked()
    person.press(.plain("y"), after: 0.6)
    #expect(person.effects == [given])
    #expect(person.view.consent == nil)
  }

  @Test func aKeyTypedAheadIsNoAnswerAndBelongsToTheDraft() {
    var person = asked()
    for character in "y yes" {
      person.press(.plain(character))
      #expect(person.effects.isEmpty)
    }
    #expect(person.view.consent != nil)
    #expect(person.view.draft.text == "ay yes")
    // Who was typing has to stop first.
    person.press(.plain("y"), after: 1)
    #expect(person.effects.isEmpty)
    person.press(.plain("y"), after: 1.6)
    #expect(person.effects == [given])
    #expect(person.view.draft.text == "ay yesy")
  }

  @Test func enterIsNoAnswer() {
    var person = asked("more")
    for delay in [0.1, 2, 2] {
      person.press(Key(.enter), after: delay)
      #expect(person.effects.isEmpty)
    }
    #expect(person.view.consent != nil)
  }

  @Test func aPasteIsNoAnswer() {
    var person = asked()
    person.wait(2)
    person.act(.paste("y\n"))
    #expect(person.effects.isEmpty)
    #expect(person.view.consent != nil)
    #expect(person.view.draft.text == "ay\n")
  }

  @Test(arguments: [Key.plain("n"), Key(.escape), Key.plain("ㅜ")])
  func anAnswerMayBeNo(key: Key) {
    var person = asked()
    person.press(key, after: 0.6)
    #expect(person.effects == [refused])
  }

  @Test func escapeIsNoAtOnce() {
    var person = asked()
    person.press(Key(.escape))
    #expect(person.effects == [refused])
  }

  @Test func aKoreanKeyboardAnswersToo() {
    var person = asked()
    person.press(.plain("ㅛ"), after: 0.6)
    #expect(person.effects == [given])
  }

  @Test func oneHostIsAskedAboutAfterTheOther() {
    var person = Person(Scenes.asked())
    person.send(.consentNeeded(hosts: Scenes.consent, at: 0))
    person.press(.plain("y"), after: 0.6)
    #expect(person.effects == [given])
    #expect(person.view.consent?.host.host == "gpu.lab.example")
    // The same key once more, at once, is not the next answer.
    person.press(.plain("y"))
    #expect(person.effects.isEmpty)
    person.press(.plain("n"), after: 2)
    #expect(person.effects == [.consent(hosts: ["gpu.lab.example"], isGiven: false)])
    #expect(person.view.consent == nil)
  }

  @Test func theQuestionGoesWhenNothingWaitsForIt() {
    var person = asked()
    person.send(.consentNeeded(hosts: [], at: 1))
    #expect(person.view.consent == nil)
  }

  @Test func moreHostsLeaveTheQuestionWhatItIs() {
    var person = asked()
    person.wait(0.6)
    person.send(.consentNeeded(hosts: Scenes.consent, at: 0))
    person.press(.plain("y"))
    #expect(person.effects == [given])
  }

  @Test func anotherHostIsReadAnew() {
    var person = asked()
    person.wait(0.6)
    person.send(.consentNeeded(hosts: [Scenes.consent[1]], at: 0))
    person.press(.plain("y"))
    #expect(person.effects.isEmpty)
  }

  @Test func stoppingAllRefusesToo() {
    var person = asked()
    person.press(.control("c"))
    #expect(person.effects == [refused, .stop(panes: [1, 2, 3])])
  }

  @Test func quittingComesBeforeTheQuestion() {
    var person = asked()
    person.wait(2)
    person.press(.control("q"))
    #expect(person.view.quitQuestion == .running)
    #expect(!person.view.asksConsent)
    person.press(Key(.escape))
    #expect(person.view.asksConsent)
    #expect(person.effects.isEmpty)
  }

  @Test func panesCanBeReadMeanwhile() {
    var person = asked()
    person.press(Key(.tab))
    #expect(person.view.chosen == 2)
    #expect(person.view.consent != nil)
  }

  @Test func nobodyAnswersWhatIsNotSeen() {
    var person = asked()
    person.act(.resize(Size(columns: 30, rows: 5)))
    person.press(.plain("y"), after: 2)
    #expect(person.effects.isEmpty)
    #expect(person.view.consent != nil)
  }

  @Test func theScreenIsDrawnAnewOnceItTakesAnswers() {
    let person = asked()
    #expect(person.view.wakeTime == 0.1 + ConsentQuestion.reading)
  }
}
