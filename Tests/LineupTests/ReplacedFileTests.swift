import GenerationAPI
import Glibc
import SessionLog
import Support
import Testing

@testable import lineup

struct ReplacedFileTests {
  private let folder: String

  init() throws {
    var template = Array("/tmp/lineup-test-XXXXXX".utf8CString)
    folder = String(cString: try #require(mkdtemp(&template)))
  }

  private func remove() {
    for name in WholeFile.names(in: folder) { unlink(folder + "/" + name) }
    rmdir(folder)
  }

  private func text(_ name: String) -> String? {
    (try? WholeFile.read(folder + "/" + name, atMost: 1000)).flatMap { $0 }.map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  @Test func nothingIsThereBeforeTheEndNorAfterGivingUp() throws {
    defer { remove() }
    do {
      let file = try ReplacedFile(folder + "/new", overwrites: false)
      try file.append("half")
      #expect(text("new") == nil)
    }
    #expect(WholeFile.names(in: folder).isEmpty)
    let file = try ReplacedFile(folder + "/new", overwrites: false)
    try file.append("whole")
    try file.finish()
    #expect(text("new") == "whole")
    #expect(WholeFile.names(in: folder) == ["new"])
  }

  @Test func whatCameMeanwhileIsNotWrittenOverUnlessThatIsWanted() throws {
    defer { remove() }
    for overwrites in [false, true] {
      let file = try ReplacedFile(folder + "/new", overwrites: overwrites)
      try file.append("ours")
      try WholeFile.write("theirs", to: folder + "/new")
      if overwrites {
        try file.finish()
      } else {
        #expect(throws: Failure.self) { try file.finish() }
      }
      #expect(text("new") == (overwrites ? "ours" : "theirs"))
    }
    #expect(WholeFile.names(in: folder) == ["new"])
  }

  @Test func whatItIsMadeFromIsNeverWrittenOver() throws {
    defer { remove() }
    try WholeFile.write("session", to: folder + "/a.jsonl")
    #expect(link(folder + "/a.jsonl", folder + "/b.jsonl") == 0)
    for name in ["a.jsonl", "b.jsonl"] {
      #expect(throws: Failure.self) {
        _ = try ReplacedFile(
          folder + "/" + name, overwrites: true, source: folder + "/a.jsonl")
      }
    }
    #expect(text("a.jsonl") == "session")
  }

  @Test func figuresThatCannotBeAreNoFigures() {
    for value in [1e300, .infinity, .nan, -1, -1e300, 1e15] {
      #expect(Amounts.decimal(value) == "?")
    }
    #expect([0, 1.534, 98.44, 511.6].map(Amounts.decimal) == ["0.00", "1.53", "98.4", "511.6"])
    var metrics = GenerateMetrics()
    metrics.rate = 1e300
    let done = DoneEvent(
      pane: 1, turn: 1, result: GenerateResult(reason: .stop, text: "", metrics: metrics))
    #expect(AnswerPrinter.summary(done).contains("? t/s"))
  }
}
