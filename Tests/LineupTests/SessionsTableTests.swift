import Playground
import SessionLog
import Testing

@testable import lineup

struct SessionsTableTests {
  private func session(_ id: String, _ title: String, models: [String] = ["smollm2"])
    -> SessionSummary
  {
    var session = SessionSummary(id: id, path: "/s/\(id).jsonl")
    session.title = title
    session.models = models
    session.turns = 12
    session.seconds = 62
    session.bytes = 2048
    return session
  }

  private func lines(_ sessions: [SessionSummary], width: Int?) -> [String] {
    SessionsTable(sessions).text(width: width).split(separator: "\n").map(String.init)
  }

  @Test func columnsStandBelowOneAnotherWhateverTheScript() throws {
    let lines = lines([session("7f3a", "한국어 질문"), session("0001", "short")], width: nil)
    let places = lines.map { line in
      line.range(of: line.contains("models") ? "models" : "smollm2").map {
        Amounts.width(String(line[..<$0.lowerBound]))
      }
    }
    #expect(Set(places).count == 1)
    #expect(places[0] != nil)
  }

  @Test func onNarrowTerminalsModelsAndTitlesAreCut() {
    let many = session(
      "7f3a", "a title that is quite long, longer than there is room for, and goes on 한국어",
      models: ["smollm2", "gemma3", "another-model"])
    for width in [70, 80, 100, 120] {
      #expect(lines([many], width: width).allSatisfy { Amounts.width($0) <= width })
    }
    #expect(lines([many], width: 80)[1].contains("a title th"))
    #expect(lines([many], width: nil)[1].contains("한국어"))
  }

  @Test func aTitleIsOneLineWithoutWhatATerminalObeys() {
    let lines = lines([session("7f3a", "a\u{1B}[31mb\nsecond")], width: nil)
    #expect(lines.count == 2)
    #expect(lines[1].contains("a␛[31mb"))
    #expect(!lines[1].contains("second"))
  }

  @Test func lengthsAreHoursMinutesSeconds() {
    #expect(SessionLength.text(0) == "0:00")
    #expect(SessionLength.text(59.9) == "0:59")
    #expect(SessionLength.text(3725) == "1:02:05")
    #expect(SessionLength.text(.infinity) == SessionLength.text(1e9))
    #expect(SessionLength.text(-5) == "0:00")
  }

  @Test func timesOfAnySizeAreWritten() {
    #expect(TimeText.utc(0) == "1970-01-01T00:00:00Z")
    for time in [-1e300, 1e300, .infinity, -.infinity, 9e18] {
      #expect(!TimeText.utc(time).isEmpty)
    }
  }
}
