import Glibc
import Support
import Testing

/// Whatever a program ends of, its terminal is as it was.
@Suite(.serialized) struct RestorationTests {
  /// Runs the program until it has drawn, ends it, and checks the terminal.
  ///
  /// - Returns: the wait status, and what was written once full screen was left.
  private func status(
    ofEnding end: (ProgramInTerminal, _ program: pid_t) throws -> Void
  ) throws -> (status: Int32, after: String) {
    let session = try ProgramInTerminal()
    let program = try session.waitUntilReady()
    #expect(session.settingsNow != session.settings)
    #expect(session.text.contains("\u{1B}[?1049h"))
    #expect(session.text.contains("\u{1B}[?2004h"))
    try end(session, program)
    let status = try session.waitForEnd()
    #expect(session.settingsNow == session.settings)
    for off in ["\u{1B}[?1049l", "\u{1B}[?2004l", "\u{1B}[?1004l", "\u{1B}[?25h"] {
      #expect(session.text.contains(off), "\(off.debugDescription) is missing")
    }
    // Once: a second time would put the cursor elsewhere.
    #expect(
      session.text.split(separator: "\u{1B}[?1049l", omittingEmptySubsequences: false).count == 2)
    #expect(kill(program, 0) == -1, "the program is still there")
    #expect(!session.text.contains("Press space"))
    return (status, String(session.text.split(separator: "\u{1B}[?1049l").last ?? ""))
  }

  @Test func afterANormalEnd() throws {
    let (status, after) = try status { session, _ in session.send("q") }
    #expect(status == 0)
    #expect(after.contains("goodbye\r\n"))
  }

  @Test func afterAnExitThatForgotTheTerminal() throws {
    #expect(try status { session, _ in session.send("x") }.status == 7 << 8)
  }

  @Test(arguments: [SIGKILL, SIGSEGV, SIGBUS, SIGILL, SIGABRT, SIGQUIT])
  func afterADeadlySignal(number: Int32) throws {
    let (status, after) = try status { _, program in kill(program, number) }
    #expect(status & 0x7F == number)
    #expect(after.contains("ended by signal \(number) ("))
    #expect(after.contains("; \(Program.lastWords)\r\n"))
  }

  @Test func afterATrapWhoseMessageIsStillSeen() throws {
    let (status, after) = try status { session, _ in session.send("t") }
    #expect([SIGILL, SIGTRAP].contains(status & 0x7F))
    #expect(after.contains("a trap's own words?[31m"))
    #expect(after.contains("ended by signal \(status & 0x7F) ("))
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGINT])
  func afterARequestToEnd(number: Int32) throws {
    let (status, _) = try status { _, program in kill(program, number) }
    // To a program that closes in order, a hang-up is a lost terminal.
    #expect(status == (number == SIGHUP ? 9 : 128 + number) << 8)
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func afterARequestToTheSupervisor(number: Int32) throws {
    let (status, _) = try status { session, _ in kill(session.process, number) }
    #expect(status == (128 + number) << 8)
  }

  @Test func afterTheSupervisorsOwnDeath() throws {
    let (status, _) = try status { session, program in
      kill(session.process, SIGKILL)
      // The program has to see it first, and nobody waits for that.
      for _ in 0..<500 where kill(program, 0) == 0 { _ = session.read(milliseconds: 10) }
    }
    #expect(status == SIGKILL)
  }

  @Test func aLostTerminalEndsTheProgram() throws {
    let session = try ProgramInTerminal()
    let program = try session.waitUntilReady()
    session.hangUp()
    #expect(try session.waitForEnd(reading: false) == 9 << 8)
    #expect(kill(program, 0) == -1)
  }

  @Test func aStoppedProgramHasGivenTheTerminalBack() throws {
    let session = try ProgramInTerminal()
    let program = try session.waitUntilReady()
    kill(program, SIGSTOP)
    try session.read(until: "\u{1B}[?1049l")
    for _ in 0..<200 where session.settingsNow != session.settings { usleep(10_000) }
    #expect(session.settingsNow == session.settings)
    kill(program, SIGCONT)
    try session.read(until: "\u{1B}[?1049h")
    try session.read(until: Program.ready)
    session.send("q")
    #expect(try session.waitForEnd() == 0)
    #expect(session.settingsNow == session.settings)
  }
}
