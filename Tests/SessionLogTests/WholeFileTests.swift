import Glibc
import Testing

@testable import SessionLog

struct WholeFileTests {
  @Test func aFileIsReplacedAsAWholeAndIsItsOwnersAlone() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/new/file"
    try WholeFile.write("first", to: path)
    let before = try OpenFile.reading(path)
    try WholeFile.write("바다", to: path)
    #expect(try WholeFile.read(path, atMost: 6) == Array("바다".utf8))
    // Whoever had it open still reads what it was.
    #expect(try before.bytes(at: 0, count: 9) == Array("first".utf8))
    var facts = stat()
    #expect(stat(path, &facts) == 0)
    #expect(facts.st_mode & 0o777 == 0o600)
    #expect(WholeFile.names(in: folder.path + "/new") == ["file"])
  }

  @Test func whatIsTooLargeOrNoFileIsNotRead() throws {
    let folder = try TemporaryFolder()
    try WholeFile.write("seven b", to: folder.path + "/file")
    #expect(try WholeFile.read(folder.path + "/file", atMost: 6) == nil)
    // Nobody writes to it, and reading must not wait for that.
    #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
    #expect(throws: SessionFileError.self) {
      _ = try WholeFile.read(folder.path + "/pipe", atMost: 6)
    }
    #expect(throws: SessionFileError.self) { try WholeFile.write("x", to: folder.path) }
  }
}
