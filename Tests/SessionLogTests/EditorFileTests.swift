import Glibc
import Testing

@testable import SessionLog

struct EditorFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func file(_ text: String = "a draft") throws -> EditorFile {
    try EditorFile(text, folder: folder.path, random: { 7 })
  }

  private func leave(_ bytes: [UInt8], in file: EditorFile) throws {
    _ = try folder.write(bytes, to: "lineup-draft-7.md")
    #expect(file.path == folder.path + "/lineup-draft-7.md")
  }

  @Test func theDraftIsForTheUserAlone() throws {
    let file = try file()
    #expect(permissions(file.path) == 0o600)
    #expect(try contents(file.path) == Array("a draft\n".utf8))
    #expect(try file.result() == "a draft")
    #expect(permissions(file.path) == 0)
  }

  @Test func whatTheEditorLeftIsTheDraft() throws {
    let file = try file()
    try leave(Array("one\r\ntwo\r\n".utf8), in: file)
    #expect(try file.result() == "one\r\ntwo")
  }

  @Test func anEmptyFileIsNoDraftUnlessItWasEmpty() throws {
    let full = try file()
    try leave([], in: full)
    #expect(throws: EditorFileError.empty) { try full.result() }
    let empty = try file("")
    #expect(try empty.result() == "")
  }

  @Test func whatIsNoTextStaysInItsFile() throws {
    let file = try file()
    try leave([0xFF, 0xFE], in: file)
    #expect(throws: EditorFileError.notText(file.path)) { try file.result() }
    #expect(permissions(file.path) == 0o600)
    try leave([UInt8](repeating: 0x61, count: 3_000_000), in: file)
    #expect(throws: EditorFileError.tooLarge(file.path)) { try file.result() }
  }

  @Test func aFileThatIsGoneOrNoneIsSaid() throws {
    let file = try file()
    unlink(file.path)
    #expect(throws: EditorFileError.gone) { try file.result() }
    mkfifo(file.path, 0o600)
    #expect(throws: EditorFileError.noFile(file.path)) { try file.result() }
  }

  @Test func aFolderThatIsNotThereIsSaid() {
    #expect(throws: EditorFileError.self) {
      try EditorFile("a", folder: folder.path + "/none", random: { 7 })
    }
  }
}
