import Glibc
import Testing

@testable import SessionLog

struct DraftFileTests {
  private let folder: TemporaryFolder
  private var drafts: String { folder.path + "/drafts" }

  init() throws { folder = try TemporaryFolder() }

  @Test func aDraftIsKeptForTheUserAloneAndReplaced() throws {
    let file = DraftFile(folder: drafts, process: 1, random: 10)
    try file.write("one")
    try file.write("two")
    #expect(permissions(drafts) == 0o700)
    #expect(permissions(drafts + "/1-a.draft") == 0o600)
    #expect(try contents(drafts + "/1-a.draft") == Array("two".utf8))
    try file.write(nil)
    #expect(permissions(drafts + "/1-a.draft") == 0)
  }

  @Test func anInstanceThatLivesKeepsItsDraft() throws {
    let first = DraftFile(folder: drafts, process: 1, random: 1)
    try first.write("mine")
    let second = DraftFile(folder: drafts, process: 2, random: 2)
    #expect(try second.takeOver() == nil)
    #expect(try contents(drafts + "/1-1.draft") == Array("mine".utf8))
  }

  @Test func theDraftOfOneThatIsGoneIsTakenOverOnce() throws {
    do {
      let first = DraftFile(folder: drafts, process: 1, random: 1)
      try first.write("mine")
    }
    let second = DraftFile(folder: drafts, process: 2, random: 2)
    #expect(try second.takeOver() == "mine")
    #expect(try contents(drafts + "/2-2.draft") == Array("mine".utf8))
    let third = DraftFile(folder: drafts, process: 3, random: 3)
    #expect(try third.takeOver() == nil)
  }

  @Test func ofSeveralTheNewestComesFirst() throws {
    for number: UInt32 in 1...3 {
      let file = DraftFile(folder: drafts, process: 1, random: number)
      try file.write("draft \(number)")
      // What was written last, whatever the clock's grain.
      var times = [timespec(tv_sec: Int(number), tv_nsec: 0)]
      times.append(times[0])
      #expect(utimensat(AT_FDCWD, drafts + "/1-\(number).draft", times, 0) == 0)
    }
    let texts = try (7...9).map { number in
      let file = DraftFile(folder: drafts, process: 9, random: UInt32(number))
      defer { try? file.write(nil) }
      return try file.takeOver()
    }
    #expect(texts == ["draft 3", "draft 2", "draft 1"])
  }

  @Test func whatIsNoFileIsLeftAlone() throws {
    #expect(mkdir(drafts, 0o700) == 0)
    #expect(mkfifo(drafts + "/5-5.draft", 0o600) == 0)
    let file = DraftFile(folder: drafts, process: 1, random: 1)
    #expect(try file.takeOver() == nil)
  }
}
