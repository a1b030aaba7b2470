import Glibc

/// Appends events to a session file, one `write` each, and holds the file locked.
///
/// After a failed write nothing is lost at once: the file is cut back to its last whole line, the
/// events wait in memory, and `retry` writes them once that works again. Not for more than one
/// thread; `SessionStore` puts it on a queue.
public final class SessionWriter {
  /// What changed in the writing; each is told once.
  public enum Change: Sendable, Equatable {
    case failing(SessionFileError)
    /// Everything is written that memory could hold; so many events it could not.
    case recovered(lostEvents: Int)
  }

  /// The most bytes that wait in memory.
  static let backlogLimit = 16 << 20

  public var path: String { file.path }
  public var id: String { SessionName(path: path)?.id ?? path }
  /// Events wait in memory because the file cannot be written.
  public private(set) var isFailing = false

  let file: OpenFile
  private let calls: FileCalls
  private var backlog: Backlog
  /// Bytes of whole lines in the file.
  private var length: Int
  /// The file ends in a piece of a line that could not be cut off.
  private var needsNewline: Bool
  private var isClosed = false
  /// Something was written that is not stored safely yet.
  private var isDirty = false

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
  public static func create(
    in folder: String, header: SessionHeader, random: () -> UInt32
  ) throws(SessionFileError) -> sending SessionWriter {
    try OpenFile.createFolder(folder)
    let taken = Set(SessionFolder(folder).names().map(\.id))
    for attempt in 0..<64 {
      // Four digits are quickly typed; a folder that has used them up gets eight.
      let digits = attempt < 32 ? 4 : 8
      let hex = String(random(), radix: 16)
      let id = String((String(repeating: "0", count: 8) + hex).suffix(digits))
      if taken.contains(id) { continue }
      let path = folder + "/" + SessionName(created: header.created, id: id).fileName
      guard let file = try OpenFile.creating(path) else { continue }
      try file.lock()
      let writer = SessionWriter(file, length: 0)
      if case .failing(let error) = writer.append(SessionEvent(t: 0, .session(header))) {
        unlink(path)
        throw error
      }
      return writer
    }
    throw .unwritable(path: folder, reason: "no name for a new session is free")
  }

  /// Appends an event. Only the first failure is told; what follows waits with it.
  public func append(_ event: SessionEvent) -> Change? {
    if isClosed { return nil }
    var line = event.line()
    line.append(0x0A)
    if !isFailing {
      let code = write(line)
      if code == 0 { return nil }
      isFailing = true
      backlog.append(line, isDetail: event.isDetail)
      return .failing(.writeFailed(path: path, reason: OpenFile.reason(code)))
    }
    backlog.append(line, isDetail: event.isDetail)
    return nil
  }

  /// Tries to write what waits.
  public func retry() -> Change? {
    guard isFailing, !isClosed else { return nil }
    while let line = backlog.first {
      if write(line) != 0 { return nil }
      backlog.removeFirst()
    }
    isFailing = false
    return .recovered(lostEvents: backlog.takeLostEvents())
  }

  /// True once after something was written: the file is then to be synced.
  func takeDirty() -> Bool {
    defer { isDirty = false }
    return isDirty
  }

  /// Has everything written stored safely; takes some 200 µs, or as long as the disk does.
  public func sync() throws(SessionFileError) {
    isDirty = false
    let code = file.sync()
    if code != 0 { throw .syncFailed(path: path, reason: OpenFile.reason(code)) }
  }

  /// Lets go of the file; what is appended later is not written.
  public func close() {
    isClosed = true
    file.unlock()
  }

  /// Writes one line whole, or leaves the file as it was; 0 or an error number.
  private func write(_ line: [UInt8]) -> Int32 {
    let bytes = needsNewline ? [0x0A] + line : line
    var written = 0
    var code: Int32 = 0
    // Nearly always one call. A full disk takes a part of a line without an error; the call for
    // the rest then says what is wrong.
    while written < bytes.count, code == 0 {
      let count = calls.write(file, written == 0 ? bytes : Array(bytes[written...]))
      if count > 0 { written += count } else { code = count < 0 ? Int32(-count) : ENOSPC }
    }
    if code == 0 {
      length += written
      needsNewline = false
      isDirty = true
    } else if written > 0, calls.truncate(file, length) != 0 {
      length += written
      needsNewline = true
    }
    return code
  }
}
