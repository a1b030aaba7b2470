import Glibc

/// Appends events to a session file, one `write` each, and holds the file locked.
///
/// After a failed write nothing is lost at once: the file is cut back to its last whole line, the
/// events wait in memory, and `retry` writes them once that works again. What others do to the
/// file meanwhile is noticed with the next event. Not for more than one thread; `SessionStore`
/// puts it on a queue.
public final class SessionWriter {
  /// What changed in the writing; each is told once.
  public enum Change: Sendable, Equatable {
    case failing(SessionFileError)
    /// Everything is written that memory could hold; so many events it could not.
    case recovered(lostEvents: Int)
    /// Somebody else changed the file; what comes now is saved all the same.
    case disturbed(SessionFileError)
  }

  /// The most bytes that wait in memory.
  static let backlogLimit = 16 << 20

  public var path: String { file.path }
  public var id: String { SessionName(path: path)?.id ?? path }
  /// Events wait in memory because the file cannot be written.
  public private(set) var isFailing = false

  private(set) var file: OpenFile
  let calls: FileCalls
  private var backlog: Backlog
  /// Bytes in the file, as this writer left it.
  private var length: Int
  /// The file ends in a piece of a line that could not be cut off.
  private var needsNewline: Bool
  private var isClosed = false
  /// Something was written that is not stored safely yet.
  private var isDirty = false
  /// What was noticed and not told yet.
  private var disturbance: SessionFileError?

  init(
    _ file: OpenFile, length: Int, needsNewline: Bool = false, calls: FileCalls = .system,
    backlogLimit: Int = SessionWriter.backlogLimit
  ) {
    self.file = file
    self.length = length
    self.needsNewline = needsNewline
    self.calls = calls
    backlog = Backlog(limit: backlogLimit)
  }

  /// Creates a session file in `folder`, which is created too, and writes its header.
  ///
  /// The id comes from `random`; its digits differ from those of all files in the folder.
  ///
  /// - Parameter fill: gives what the file is to hold behind its header before anybody can find it;
  ///   where it throws, there is no file.
  public static func create(
    in folder: String, header: SessionHeader, random: () -> UInt32,
    fill: ((SessionEvent) throws(SessionFileError) -> Void) throws(SessionFileError) -> Void = {
      (_) throws(SessionFileError) in
    }
  ) throws(SessionFileError) -> sending SessionWriter {
    let file = try newFile(
      in: folder, created: header.created, random: random,
      fill: { (file) throws(SessionFileError) in
        var pending = line(of: SessionEvent(t: 0, .session(header)))
        func write() throws(SessionFileError) {
          let code = file.append(pending)
          if code != 0 { throw .unwritable(path: folder, reason: OpenFile.reason(code)) }
          pending = []
        }
        try fill { event throws(SessionFileError) in
          pending += line(of: event)
          if pending.count > 1 << 18 { try write() }
        }
        try write()
      })
    return SessionWriter(file, length: try file.length())
  }

  /// A file for a new session in a folder, which is created too; locked.
  ///
  /// - Parameters:
  ///   - created: wall time, ISO 8601 in UTC, for its name.
  ///   - fill: writes what is to be in it before anybody can find it.
  static func newFile(
    in folder: String, created: String, random: () -> UInt32,
    fill: (OpenFile) throws(SessionFileError) -> Void
  ) throws(SessionFileError) -> OpenFile {
    try OpenFile.createFolder(folder)
    let taken = Set(SessionFolder(folder).names().map(\.id))
    var attempt = 0
    func path() throws(SessionFileError) -> String {
      while attempt < 64 {
        // Four digits are quickly typed; a folder that has used them up gets eight.
        let digits = attempt < 32 ? 4 : 8
        attempt += 1
        let hex = String(random(), radix: 16)
        let id = String((String(repeating: "0", count: 8) + hex).suffix(digits))
        if !taken.contains(id) {
          return folder + "/" + SessionName(created: created, id: id).fileName
        }
      }
      throw .unwritable(path: folder, reason: "no name for a new session is free")
    }
    return try OpenFile.creating(in: folder, named: path, fill: fill)
  }

  /// Appends an event. Only the first failure is told; what follows waits with it.
  public func append(_ event: SessionEvent) -> Change? {
    if isClosed { return nil }
    let line = Self.line(of: event)
    if !isFailing {
      guard let error = write(line) else { return takeDisturbance() }
      isFailing = true
      backlog.append(line, isDetail: event.isDetail)
      return .failing(error)
    }
    backlog.append(line, isDetail: event.isDetail)
    return nil
  }

  /// Tries to write what waits.
  public func retry() -> Change? {
    guard isFailing, !isClosed else { return nil }
    while let line = backlog.first {
      if write(line) != nil { return nil }
      backlog.removeFirst()
    }
    isFailing = false
    return .recovered(lostEvents: backlog.takeLostEvents())
  }

  /// Looks whether the file is still what it was, as the next event would.
  public func check() -> Change? {
    guard !isFailing, !isClosed else { return nil }
    if let error = noticeOthers() {
      isFailing = true
      return .failing(error)
    }
    return takeDisturbance()
  }

  /// Events that are not in the file: they wait, or memory could not hold them.
  var unsavedEvents: Int { backlog.count + backlog.lostEvents }

  /// True once after something was written: the file is then to be synced.
  func takeDirty() -> Bool {
    defer { isDirty = false }
    return isDirty
  }

  /// Has everything written stored safely; takes some 200 µs, or as long as the disk does.
  public func sync() throws(SessionFileError) {
    isDirty = false
    let code = calls.sync(file)
    if code != 0 { throw .syncFailed(path: path, reason: OpenFile.reason(code)) }
  }

  /// Lets go of the file; what is appended later is not written.
  public func close() {
    isClosed = true
    file.unlock()
  }

  private static func line(of event: SessionEvent) -> [UInt8] {
    var line = event.line()
    line.append(0x0A)
    return line
  }

  /// Writes one line whole, or leaves the file as it was; nil, or why it could not.
  private func write(_ line: [UInt8]) -> SessionFileError? {
    if let error = noticeOthers() { return error }
    let bytes = needsNewline ? [0x0A] + line : line
    var written = 0
    var code: Int32 = 0
    // Nearly always one call. A full disk takes a part of a line without an error; the call for
    // the rest then says what is wrong.
    while written < bytes.count, code == 0 {
      let count = calls.write(file, written == 0 ? bytes : Array(bytes[written...]))
      if count > 0 {
        written += count
      } else if count != -Int(EINTR) {
        code = count < 0 ? Int32(-count) : ENOSPC
      }
    }
    if code == 0 {
      length += written
      needsNewline = false
      isDirty = true
      return nil
    }
    if written > 0, calls.truncate(file, length) != 0 {
      length += written
      needsNewline = true
    }
    return .writeFailed(path: path, reason: OpenFile.reason(code))
  }
}

// MARK: What others do to the file

extension SessionWriter {
  /// Goes on behind whatever is in the file now, or in a new one if it was deleted; nil, or why
  /// that could not be done.
  private func noticeOthers() -> SessionFileError? {
    guard let (links, found) = file.look() else { return nil }
    // Some file systems count no names.
    if links == 0, file.currentPath == nil {
      do { try writeAnew() } catch {
        let reason = "it was deleted, and \(error.reason ?? "\(error)")"
        return .writeFailed(path: path, reason: reason)
      }
    }
    if found == length { return nil }
    if found < length { disturbance = .cutShort(path: path, bytes: length - found) }
    let last = found > 0 ? (try? file.bytes(at: found - 1, count: 1))?.first : 0x0A
    needsNewline = last != 0x0A
    length = found
    return nil
  }

  /// Writes the deleted file again, under its name if that is free; its descriptor still has all.
  private func writeAnew() throws(SessionFileError) {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    try OpenFile.createFolder(folder)
    let stem =
      path.hasSuffix(SessionName.ending) ? path.dropLast(SessionName.ending.count) : path[...]
    for number in 1...99 {
      let name = number == 1 ? path : "\(stem)-\(number)\(SessionName.ending)"
      guard let copy = try OpenFile.creating(name) else { continue }
      do {
        try copy.lock()
        try file.copy(to: copy)
      } catch {
        copy.remove()
        throw error
      }
      disturbance = .deleted(path: path, now: name)
      file = copy
      isDirty = true
      return
    }
    throw .unwritable(path: folder, reason: "no name for it is free")
  }

  private func takeDisturbance() -> Change? {
    defer { disturbance = nil }
    return disturbance.map { .disturbed($0) }
  }
}

extension SessionFileError {
  /// The system's words, where it was the system.
  var reason: String? {
    switch self {
    case .unwritable(_, let reason), .readOnly(_, let reason), .unreadable(_, let reason),
      .writeFailed(_, let reason), .syncFailed(_, let reason):
      reason
    default: nil
    }
  }
}
