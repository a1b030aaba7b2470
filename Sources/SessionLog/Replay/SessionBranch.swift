/// A new session that has the same past as another one, up to a moment.
public enum SessionBranch {
  /// Copies a session's file up to the moment that a replay shows into a new file.
  ///
  /// - Parameters:
  ///   - folder: of the new file.
  ///   - created: wall time, ISO 8601 in UTC, for the new file's name.
  ///   - title: what the new session is called; nil leaves the old title.
  /// - Returns: the new file's path.
  public static func create(
    of replay: Replay, in folder: String, created: String, title: String?,
    random: () -> UInt32
  ) throws(SessionFileError) -> String {
    let source = try OpenFile.reading(replay.path)
    let end = try replay.offset()
    let target = try SessionWriter.newFile(in: folder, created: created, random: random)
    var offset = 0
    var last: UInt8 = 0x0A
    func fail(_ code: Int32) -> SessionFileError {
      target.remove()
      return .unwritable(path: target.path, reason: OpenFile.reason(code))
    }
    while offset < end {
      let bytes = try source.bytes(at: offset, count: min(1 << 20, end - offset))
      guard !bytes.isEmpty else { break }
      let code = target.append(bytes)
      if code != 0 { throw fail(code) }
      offset += bytes.count
      last = bytes[bytes.count - 1]
    }
    var rest: [UInt8] = last == 0x0A ? [] : [0x0A]
    if let title {
      rest += SessionEvent(t: replay.state.t, .meta(SessionMeta(title: title))).line() + [0x0A]
    }
    let code = target.append(rest)
    if code != 0 { throw fail(code) }
    return target.path
  }
}
