import Glibc
import Testing

@testable import SessionLog

struct PromptHistoryFileTests {
  private let folder: TemporaryFolder
  private var history: PromptHistoryFile { PromptHistoryFile(folder.path + "/state/history.jsonl") }

  init() throws { folder = try TemporaryFolder() }

  @Test func promptsComeBackAsTheyWere() throws {
    #expect(try history.read() == [])
    let prompts = ["one", "two\nlines", "바다 \u{1B}[2J \u{202E}", "one"]
    for prompt in prompts { try history.append(prompt) }
    #expect(try history.read() == prompts)
    #expect(permissions(history.path) == 0o600)
  }

  @Test func damagedLinesAreLeftOut() throws {
    try history.append("one")
    let file = try #require(fopen(history.path, "a"))
    let torn = "\u{FF}\n{}\n[1]\n{\"prompt\":3}\n{\"prompt\":\"torn"
    fputs(torn, file)
    fclose(file)
    // A new line begins behind one that was not written to its end.
    try history.append("two")
    #expect(try history.read() == ["one", "two"])
  }

  @Test func theSamePromptInARowStandsOnce() throws {
    for prompt in ["a", "a", "b", "a"] { try history.append(prompt) }
    #expect(try history.read() == ["a", "b", "a"])
  }

  @Test func onlyTheLastOnesAreRead() throws {
    for number in 0..<520 { try history.append("\(number)") }
    let prompts = try history.read()
    #expect(prompts.count == PromptHistoryFile.limit)
    #expect(prompts.last == "519")
  }

  @Test func theFileIsShortenedOnceItIsTooLarge() throws {
    let long = String(repeating: "x", count: 1 << 20)
    for number in 0..<12 { try history.append(long + "\(number)") }
    var status = stat()
    #expect(stat(history.path, &status) == 0)
    #expect(status.st_size <= 2 * PromptHistoryFile.bytesLimit)
    #expect(permissions(history.path) == 0o600)
    let prompts = try history.read()
    #expect(prompts.last == long + "11")
    #expect(prompts.count >= 3)
  }

  @Test func oneThatIsTooLongIsNotKept() throws {
    try history.append(String(repeating: "\u{1}", count: 1 << 20))
    #expect(try history.read() == [])
  }

  @Test func severalMayAppendAtOnce() async throws {
    let history = history
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          for number in 0..<50 { try history.append("\(writer) \(number)") }
        }
      }
      try await group.waitForAll()
    }
    #expect(try history.read().count == 200)
  }
}
