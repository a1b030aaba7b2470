import Testing

@testable import lineup

/// Text that was not made safe has no way to a terminal.
@Suite struct OutputTests {
  /// What writes somewhere, and the only file that may say so.
  static let writers: [(words: [String], file: String)] = [
    (["Glibc.write("], "lineup/System/FileHandleOutput.swift"),
    (["terminal_write("], "NcursesTerminal/"),
    (["terminal_set_last_words("], "NcursesTerminal/NcursesTerminal.swift"),
    (["SafeText(unchecked:"], "Cells/"),
    // Nobody.
    (
      [
        "print(", "debugPrint(", "dump(", "fputs(", "puts(", "putchar(", "fwrite(", "fprintf(",
        "vprintf(", "perror(", "FileHandle.", "exit(withError", "STDERR_FILENO,", "dprintf(",
      ], ""
    ),
  ]

  @Test func onlyOnePlaceWritesToEachOutput() throws {
    let repository = try Repository()
    var found: Set<String> = []
    for target in try repository.targets() {
      for file in try repository.swiftFiles(of: target) {
        let path = "\(target)/\(file.path)"
        for writer in Self.writers {
          for word in writer.words where file.says(word) {
            found.insert(word)
            #expect(
              !writer.file.isEmpty && path.hasPrefix(writer.file)
                || path.hasPrefix(Self.sessionFiles),
              "\(path) says \(word)")
          }
        }
      }
    }
    #expect(found.isSuperset(of: ["Glibc.write(", "terminal_write(", "SafeText(unchecked:"]))
  }

  /// These write files.
  static let sessionFiles = "SessionLog/Files/"

  @Test func jsonForATerminalIsTheSameJSON() {
    let json = #"{"a":"é 한 \u001b"# + "\u{7F}\u{9D}\u{202E}\u{E0041}\"}"
    #expect(
      SafeJSON.escaped(Array(json.utf8))
        == #"{"a":"é 한 \u001b\u007f\u009d\u202e\udb40\udc41"}"#)
  }
}

extension SourceFile {
  /// Whether a word stands here by itself, not as the end of another.
  fileprivate func says(_ word: String) -> Bool {
    var rest = code[...]
    while let range = rest.firstRange(of: word) {
      let before = rest[..<range.lowerBound].last
      if before.map({ !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "." }) ?? true
        || word.contains(".")
      {
        return true
      }
      rest = rest[range.upperBound...]
    }
    return false
  }
}
