import Testing

@testable import lineup

struct WrongUsageTests {
  /// What is said of arguments that can't be parsed.
  private func said(_ arguments: String...) -> String? {
    do {
      _ = try Lineup.parseAsRoot(arguments)
      return nil
    } catch {
      return Lineup.wrongUsage(
        Lineup.message(for: error), fullMessage: Lineup.fullMessage(for: error))
    }
  }

  @Test func `wrong usage is one sentence that says where help is`() {
    #expect(said("run", "x", "--bogus") == "unknown option '--bogus'; see lineup run --help")
    #expect(said("run") == "missing expected argument '<models> ...'; see lineup run --help")
    #expect(
      said("run", "x", "-p", "a", "-f", "b")
        == "give -p or -f, not both; see lineup run --help")
    #expect(
      said("run", "x", "--top-p", "2") == "--top-p must be from 0 to 1; see lineup run --help")
    #expect(said("run", "x", "--tempp", "2")?.contains("; see lineup run --help") == true)
    #expect(said("run", "x", "-p", "a") == nil)
    #expect(
      said("sessions", "export", "last", "--format", "pdf")?.contains(
        "; give one of the following: markdown, html, ") == true)
  }
}
