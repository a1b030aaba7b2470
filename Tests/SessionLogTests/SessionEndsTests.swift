import Testing

@testable import SessionLog

struct SessionEndsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func turns(_ text: String) throws -> [Int] {
    let path = try folder.write(text, to: "2026-11-20T10-00-00-7f3a.jsonl")
    var turns: [Int] = []
    try SessionEnds.read(path) { event in
      if case .prompt(let prompt) = event.body { turns.append(prompt.turn) }
    }
    return turns
  }

  private func prompt(_ turn: Int, _ text: String) -> SessionEvent {
    SessionEvent(t: Double(turn), .prompt(PromptEvent(turn: turn, panes: [1], text: text)))
  }

  @Test func ofAShortFileEveryEventIsGivenOnce() throws {
    let events = (1...40).map { prompt($0, "\($0)") }
    #expect(try turns(lines(events)) == Array(1...40))
  }

  @Test func ofALongFileTheMiddleIsLeftOut() throws {
    let text = String(repeating: "x", count: 100_000)
    let given = try turns(lines((1...40).map { prompt($0, text) }))
    #expect(given.prefix(5) == [1, 2, 3, 4, 5])
    #expect(given.last == 40)
    #expect(given == given.sorted() && Set(given).count == given.count)
    #expect(given.count < 20)
  }

  @Test func fromJustOverBothEndsToJustUnderNothingIsGivenTwice() throws {
    for count in 13...17 {
      let given = try turns(
        lines((1...count).map { prompt($0, String(repeating: "x", count: 100_000)) }))
      #expect(given == given.sorted() && Set(given).count == given.count, "\(count)")
      #expect(given.first == 1 && given.last == count, "\(count)")
    }
  }

  @Test func damagedAndTornLinesAreLeftOut() throws {
    let text = "{\n\u{0}\n" + lines([prompt(1, "a")]) + #"{"t":2,"type":"prom"#
    #expect(try turns(text) == [1])
    #expect(try turns("") == [])
  }

  @Test func whatIsNotThereIsAnError() {
    #expect(throws: SessionFileError.self) { try SessionEnds.read("/nowhere/x.jsonl") { _ in } }
  }
}
