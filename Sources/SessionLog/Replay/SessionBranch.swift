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
    let end = try replay.offset()
    let target = try SessionWriter.newFile(
      in: folder, created: created, random: random,
      fill: { (target) throws(SessionFileError) in
        // What was looked at, whatever has its path by now.
        try replay.file.copy(until: end, to: target)
        let last = end > 0 ? try replay.file.bytes(at: end - 1, count: 1).first : 0x0A
        var rest: [UInt8] = last == 0x0A ? [] : [0x0A]
        if let title {
          rest += SessionEvent(t: replay.state.t, .meta(SessionMeta(title: title))).line() + [0x0A]
        }
        let code = target.append(rest)
        if code != 0 { throw .unwritable(path: folder, reason: OpenFile.reason(code)) }
      })
    return target.path
  }
}
