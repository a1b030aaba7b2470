import JSON
import SessionLog
import Testing

@testable import Exporting

/// Keys that open nothing, put together so that no scanner of sources takes them for real ones.
private let letters = "abcDEF0123456789abcDEF0123456789abcdef"
private let key = "sk" + "-ant-api03-" + letters

@Suite struct SecretTests {
  @Test(arguments: [
    "sk" + "-" + letters, key, "ghp" + "_" + letters, "hf" + "_" + letters, "AIza" + letters,
    "gsk" + "_" + letters, "AKIA" + "ABCDEFGH12345678",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nxyz\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY-----\nMIIE",
  ])
  func keysAreKnownByTheirShape(secret: String) {
    let scanner = SecretScanner()
    for text in ["\(secret)", "key: \(secret)\n", "\"\(secret)\"", "한\(secret)."] {
      let expected = text.replacing(secret, with: SecretScanner.substitute)
      // A block ends with its line.
      #expect(scanner.cleaned(text)?.hasPrefix(expected.prefix(8)) ?? false, "\(text)")
      #expect(!(scanner.cleaned(text) ?? text).contains(secret.suffix(12)), "\(text)")
    }
  }

  @Test(arguments: [
    "", "sk-", "risk-averse-investors-in-the-long-run1", "sk-learn", "task_token_123",
    "sk-is-the-beginning-of-a-long-hyphenated-phrase", "hf_hub", "AKIA", "ghp_short1",
    "-----BEGIN CERTIFICATE-----\nMIIE", "----------", "한국어 sk 한국어",
  ])
  func wordsAreNoKeys(text: String) {
    #expect(SecretScanner().cleaned(text) == nil)
  }

  @Test func valuesOfTheEnvironmentAreSecretByTheirNames() {
    let scanner = SecretScanner(environment: [
      "LAB_KEY": "correct-horse-battery", "GH_TOKEN": "tiny", "HOME": "/home/somebody/else",
      "db_password": "hunter2hunter2",
    ])
    #expect(
      scanner.cleaned("x correct-horse-battery, hunter2hunter2 tiny /home/somebody/else")
        == "x [secret removed], [secret removed] tiny /home/somebody/else")
    #expect(scanner.secrets(in: "correct-horse-batter") == [])
  }

  @Test func everyPartOfASessionIsCleanedAndItsPlacesAreSaid() {
    var script = Script(panes: ["m \(key)"])
    script.title("t \(key)")
    script.set("system", .string("s \(key)"))
    var use = Script.use()
    use.inputs["other"] = key
    script.ask("p \(key)", use)
    script.answer("a \(key)")
    script.ask("p2", turn: 2)
    script.answer("a2", turn: 2)
    script.ask("q \(key)")
    script.answer("b \(key)", variant: 2)
    var cleaning = SecretCleaning(SecretScanner())
    var state = script.state
    state.panes[0].model.body = [JSONField("data", .array([.string("b \(key)")]))]
    cleaning.clean(&state)
    let documents = [
      MarkdownExport.text(state), HTMLExport.text(state), MessagesExport.text(state),
      MetricsTable.csv(state), MetricsTable.json(state),
    ]
    for document in documents {
      #expect(!document.contains(letters))
      #expect(document.contains(SecretScanner.substitute))
    }
    let places = cleaning.places.map(\.description)
    #expect(places.contains("title"))
    #expect(places.contains("pane 1, body"))
    #expect(places.contains("turn 1, pane 1, prompt"))
    #expect(places.contains("turn 1, pane 1, answer"))
    #expect(places.contains("pane 1, setting system"))
    #expect(cleaning.secrets == [key])
  }

  @Test func aSessionWithoutSecretsStaysAsItIs() {
    var script = Script()
    script.ask("Why?", Script.use())
    script.answer("Because")
    var state = script.state
    var cleaning = SecretCleaning(SecretScanner(environment: ["KEY": "not-in-there-at-all"]))
    cleaning.clean(&state)
    #expect(state == script.state)
    #expect(cleaning.places.isEmpty)
  }

  @Test func noFrameOfARecordingShowsAPartOfASecret() {
    var script = Script()
    script.title("old \(key)")
    script.title("new")
    script.ask("Why?")
    script.add(
      .start(
        StartEvent(
          pane: 1, turn: 1, seed: 1, rendered: "", promptTokens: 1, cachedTokens: 0,
          condition: .init())))
    for scalar in "it is \(key) so".unicodeScalars {
      script.add(.token(pane: 1, .init(id: 1, text: String(scalar), logprob: nil)))
    }
    var cleaning = SecretCleaning(SecretScanner())
    for event in script.events { cleaning.note(event) }
    var end = script.state
    cleaning.clean(&end)
    var frames = ReplayFrames(
      size: .init(columns: 120, rows: 24), theme: .lineupDark, scanner: cleaning.scannerForMoments)
    for event in script.events {
      frames.apply(event)
      let dump = frames.frame(at: event.t).dump
      #expect(!dump.contains(key.prefix(6)), "\(event.t)")
    }
    #expect(frames.frame(at: 0).dump.contains("it is [secret removed] so"))
  }
}
