import Support
import Testing

/// The bytes that reach a terminal when hostile text is shown, read from a real pseudo-terminal.
@Suite struct HostileBytesTests {
  @Test func nothingButOurOwnSequencesReachesTheTerminal() throws {
    let terminal = try ProgramInTerminal(
      HostileProgram.environmentName, columns: 64, rows: 18)
    let count = HostileProgram.scenes.count
    for left in (0..<count).reversed() {
      try terminal.read(until: "\u{1B}]2;\(left) left ")
      terminal.send("n")
    }
    _ = try terminal.waitForEnd()
    let output = TerminalOutput(terminal.output)
    let foreign = output.items.filter { if case .foreign = $0 { true } else { false } }
    #expect(foreign.isEmpty, "\(foreign.prefix(5))")
    // Payloads were shown at all.
    let text = output.items.compactMap { if case .text(let scalar) = $0 { scalar } else { nil } }
    #expect(text.contains("␛") && text.contains("⟨") && text.contains("한"))
    #expect(text.count > count)
  }

  @Test(arguments: [
    ("\u{1B}[2J\u{1B}[1;1Hx\u{1B}(B", 0), ("\u{1B}]2;title\u{1B}\\", 0),
    ("\u{1B}]0;title\u{1B}\\", 1),
    ("\u{1B}]52;c;eA==\u{7}", 1), ("\u{1B}[6n", 1), ("\u{1B}c", 1), ("\u{9B}31m", 1),
    ("\u{202E}", 1),
    ("\u{1B}[?1003h", 1), ("\u{7}", 1), ("\u{E0041}", 1), ("\u{1B}P$qm\u{1B}\\", 1),
  ])
  func whatIsNotOursIsNoticed(text: String, count: Int) {
    let items = TerminalOutput(Array(text.utf8)).items
    #expect(items.filter { if case .foreign = $0 { true } else { false } }.count == count)
  }
}
