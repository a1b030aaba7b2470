import Glibc
import Support
import Testing

@testable import NcursesTerminal

/// Drawing and input on a real pseudo-terminal.
@Suite(.serialized) struct NcursesTerminalTests {
  @Test func textIsDrawnAndAnUnchangedFrameCostsNothing() throws {
    let session = try ProgramInTerminal()
    _ = try session.waitUntilReady()
    try session.waitFor("오늘 바다")
    #expect(session.text.contains("\u{1B}]2;test\u{1B}\\"))
    session.send("w")
    try session.waitFor("last column")
    _ = session.read(milliseconds: 100)
    session.send("w")
    #expect(session.read(milliseconds: 200) == "")
  }

  @Test func aWideCharacterInTheLastColumnIsLeftOut() throws {
    let session = try ProgramInTerminal()
    _ = try session.waitUntilReady()
    session.send("w")
    try session.waitFor("last column")
    #expect(!session.text.contains("가"))
  }

  @Test func coloursFollowTheTerminal() throws {
    func firstLine(_ environment: [String: String]) throws -> String {
      let session = try ProgramInTerminal(environment: environment)
      _ = try session.waitUntilReady()
      return String(session.text.split(separator: Program.ready)[0])
    }
    #expect(try firstLine([:]).contains("\u{1B}[38;5;196m"))
    for sign in ["truecolor", "24bit"] {
      #expect(try firstLine(["COLORTERM": sign]).contains("\u{1B}[38;2;255;0;0m"))
    }
    #expect(try firstLine(["COLORTERM": "1"]).contains("\u{1B}[38;5;196m"))
    let inScreen = ["COLORTERM": "truecolor", "STY": "1.pts-0.host", "TERM": "screen-256color"]
    #expect(try firstLine(inScreen).contains("\u{1B}[38;5;196m"))
    #expect(try firstLine(["TERM": "xterm"]).contains("\u{1B}[31m"))
    let plain = try firstLine(["NO_COLOR": "1"])
    #expect(!plain.contains("\u{1B}[38;5;196m"))
    #expect(plain.hasSuffix("4m"))
    #expect(try firstLine(["TERM": "vt100"]).contains("4m"))
  }

  @Test func aTerminalThatIsNotReadBlocksNothing() throws {
    let session = try ProgramInTerminal(columns: 200, rows: 60)
    _ = try session.waitUntilReady()
    // From here on nothing is read; presenting and quitting must work all the same.
    session.send("p")
    usleep(600_000)
    session.send("q")
    #expect(try session.waitForEnd(reading: false) == 0)
    #expect(session.settingsNow == session.settings)
  }

  /// Swift's locks know their holder by a number that a fork would leave wrong.
  @Test func aLockForWhichAnotherThreadWaitsIsGivenBack() throws {
    let program = try ProgramInTerminal()
    _ = try program.waitUntilReady()
    program.send("l")
    try program.waitFor("locked:101")
  }

  @Test func itFollowsTheTerminalsSizeWithinBounds() throws {
    let session = try ProgramInTerminal()
    _ = try session.waitUntilReady()
    #expect(session.text.contains("columns: 60, rows: 12"))
    session.resize(columns: 33, rows: 5)
    try session.waitFor("resized:33x5")
    session.resize(columns: 1, rows: 1)
    _ = session.read(milliseconds: 100)
    session.resize(columns: 40_000, rows: 20_000)
    try session.waitFor("resized:1000x500")
    session.send("q")
    #expect(try session.waitForEnd() == 0)
  }

  @Test func aTerminalWithoutSizeIsTakenForTheUsualOne() throws {
    let session = try ProgramInTerminal(columns: 0, rows: 0)
    _ = try session.waitUntilReady()
    try session.waitFor("columns: 80, rows: 24")
  }

  @Test func aCopyGoesToTheTerminalAndAPrivateFile() throws {
    var template = Array("/tmp/lineup-copy-XXXXXX".utf8CString)
    let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    let file = folder + "/copy"
    defer {
      unlink(file)
      rmdir(folder)
    }
    let session = try ProgramInTerminal(environment: ["COPY_FILE": file])
    _ = try session.waitUntilReady()
    session.send("c")
    try session.waitFor("route:osc52")
    #expect(session.text.contains("\u{1B}]52;c;67O17IKsIGNvcGllZA==\u{1B}\\"))
    var information = stat()
    #expect(stat(file, &information) == 0)
    #expect(information.st_mode & 0o777 == 0o600)
    #expect(information.st_size == "복사 copied".utf8.count)
  }

  @Test(arguments: [1, 2])
  func theTerminalIsAskedForItsWidthOfAmbiguousCharacters(width: Int) throws {
    let session = try ProgramInTerminal()
    _ = try session.waitUntilReady()
    session.send("a")
    try session.waitFor("\u{25CF}\u{1B}[6n")
    session.send("q\u{1B}[1;\(width + 1)R")
    // The key that came before the answer is not lost.
    #expect(try session.waitForEnd() == Int32(width) << 8)
  }

  @Test func aCursorReportIsFoundAmongKeys() {
    let report = CursorReport(firstIn: Array("ab\u{1B}[A\u{1B}[12;3Rc".utf8))
    #expect(report?.row == 12)
    #expect(report?.column == 3)
    #expect(report?.range == 5..<12)
    for text in ["", "\u{1B}", "\u{1B}[", "\u{1B}[1R", "\u{1B}[1;2;3R", "\u{1B}[99999999999999;1R"]
    {
      #expect(CursorReport(firstIn: Array(text.utf8)) == nil)
    }
  }

  @Test(arguments: [
    ("dumb", "a TERM=dumb terminal cannot show a full screen"),
    ("no-such-terminal", "no terminfo entry for TERM=no-such-terminal"),
    ("", "TERM is not set"),
  ])
  func anUnfitTerminalIsRefusedInASentence(name: String, sentence: String) throws {
    let session = try ProgramInTerminal(environment: ["TERM": name])
    #expect(try session.waitForEnd() == 1 << 8)
    #expect(session.text.contains(sentence))
    #expect(session.settingsNow == session.settings)
    #expect(!session.text.contains("\u{1B}[?"))
  }

  @Test func aLocaleThatIsNotUTF8StillShowsKorean() throws {
    let session = try ProgramInTerminal(environment: ["LANG": "C", "LC_ALL": ""])
    _ = try session.waitUntilReady()
    try session.waitFor("오늘 바다")
  }
}
