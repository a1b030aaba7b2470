import Glibc
import Testing

@testable import SessionLog

struct RetentionTests {
  private static let day = 24 * 60 * 60
  private let folder: TemporaryFolder
  private let sessions: SessionFolder
  private let now = 1_800_000_000

  init() throws {
    folder = try TemporaryFolder()
    sessions = SessionFolder(folder.path)
  }

  @discardableResult
  private func save(_ id: String, days: Int, star: Bool = false) throws -> String {
    var meta = SessionMeta(title: id)
    meta.star = star
    let path = try folder.write(
      lines([SessionEvent(t: 0, .session(exampleHeader)), SessionEvent(t: 1, .meta(meta))]),
      to: "2026-11-20T10-00-00-\(id).jsonl")
    setTime(path, now - days * Self.day)
    return path
  }

  @Test func onlyWhatIsOlderGoes() throws {
    try save("0001", days: 89)
    try save("0002", days: 91)
    try save("0003", days: 400)
    #expect(sessions.retire(afterDays: 90, cache: nil, at: now) == 2)
    #expect(sessions.list().map(\.id) == ["0001"])
    #expect(Set(sessions.deleted().map(\.id)) == ["0002", "0003"])
    #expect(sessions.retire(afterDays: 90, cache: nil, at: now) == 0)
  }

  @Test func starredOpenAndUnreadableOnesStay() throws {
    try save("0001", days: 91, star: true)
    let open = try OpenFile.appending(try save("0002", days: 91))
    try open.lock()
    let poem = try folder.write("poem\n", to: "poem.jsonl")
    setTime(poem, now - 91 * Self.day)
    #expect(sessions.retire(afterDays: 90, cache: nil, at: now) == 0)
    #expect(sessions.list().count == 3)
  }

  @Test func timesThatAreNoneDeleteNothing() throws {
    try save("0001", days: 91)
    for days in [0, -1, Int.min, Int.max] {
      #expect(sessions.retire(afterDays: days, cache: nil, at: now) == 0)
    }
    #expect(SessionFolder("/nowhere").retire(afterDays: 1, cache: nil) == 0)
  }

  @Test func whatIsDeletedForItsAgeComesBack() throws {
    let path = try save("0001", days: 91)
    #expect(sessions.retire(afterDays: 90, cache: nil, at: now) == 1)
    #expect(try sessions.restore(try #require(sessions.deleted().first)) == path)
  }

  @Test func whatIsBroughtBackIsNotDeletedAgainAtOnce() throws {
    let path = try save("0001", days: 0)
    setTime(path, Int(time(nil)) - 91 * Self.day)
    #expect(sessions.retire(afterDays: 90, cache: nil) == 1)
    try sessions.restore(try #require(sessions.deleted().first), keptDays: 90)
    #expect(sessions.retire(afterDays: 90, cache: nil) == 0)
    #expect(sessions.list().map(\.id) == ["0001"])
  }

  @Test func whatWouldNotBeDeletedKeepsItsTime() throws {
    let path = try save("0001", days: 0)
    let seconds = Int(time(nil)) - 10 * Self.day
    setTime(path, seconds)
    try sessions.restore(try sessions.delete(path), keptDays: 90)
    #expect(FileStamp(path: path)?.seconds == Double(seconds))
  }

  @Test func aTimeFarAheadIsNotLongAgo() throws {
    var status = stat()
    status.st_mtim.tv_sec = 9_300_000_000_000
    #expect(FileStamp(status).seconds > Double(now))
    status.st_mtim.tv_sec = -9_300_000_000_000
    #expect(FileStamp(status).seconds < 0)
  }
}
