import Testing

@testable import Configuration

/// Files that are a variable's value.
struct InputTextTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  private func read(_ name: String) -> String? { try? InputText.read(folder.path + "/" + name) }

  @Test func aFileIsItsTextWithoutTheNewlineAtItsEnd() throws {
    try folder.write("a.txt", "\u{FEFF}바다\n\n")
    try folder.write("b.txt", "one\r\n")
    try folder.write("c.txt", "")
    #expect(read("a.txt") == "바다\n")
    #expect(read("b.txt") == "one")
    #expect(read("c.txt") == "")
    #expect(try InputText.read("~/a.txt", home: folder.path) == "바다\n")
  }

  @Test func whatIsNoTextFileSaysWhy() throws {
    let missing = "there is no such file; @@ begins a text with @"
    #expect(throws: Problem("/no/where", missing)) { try InputText.read("/no/where") }
    #expect(throws: Problem("a\0b", missing)) { try InputText.read("a\0b") }
    #expect(throws: Problem(folder.path, "it is not a file")) {
      try InputText.read(folder.path)
    }
    try folder.write("big.txt", String(repeating: "x", count: 1 << 20))
    #expect(read("big.txt")?.utf8.count == 1 << 20)
    let path = folder.path + "/big.txt"
    try folder.write("big.txt", String(repeating: "x", count: (1 << 20) + 1))
    #expect(throws: Problem(path, "it is larger than 1 MiB")) { try InputText.read(path) }
    let other = try folder.write("other.txt", [0x61, 0x0A, 0xFF])
    #expect(throws: Problem(other, line: 2, "it is not UTF-8 text here")) {
      try InputText.read(other)
    }
  }
}
