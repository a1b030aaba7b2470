import Glibc

/// A session that is opened again, to be continued.
public struct ResumedSession {
  public let writer: SessionWriter
  /// As it is after the `resumed` event, which is in the file; `t` goes on from its `t`.
  public let state: SessionState
  public let report: SessionReader.Report

  /// Locks the file, reads it, cuts off a torn last line, and appends a `resumed` event.
  ///
  /// `wall` is the wall time, ISO 8601 in UTC. Throws `.locked` where another instance has the
  /// file, `.newerVersion` or `.readOnly` where it can only be read; a `SessionReader` does that.
  public init(_ path: String, wall: String) throws(SessionFileError) {
    let file = try OpenFile.appending(path)
    try file.lock()
    let reader = try SessionReader(file)
    var state = try reader.state()
    if let version = reader.report.newerVersion {
      throw .newerVersion(path: path, version: version)
    }
    var length = reader.wholeLength
    if reader.lacksNewline {
      // Whole but for its newline, as an editor may leave it; the next write adds that.
      length = try file.length()
    } else if reader.report.tornBytes != nil, ftruncate(file.descriptor, off_t(length)) != 0 {
      throw .readOnly(path: path, reason: OpenFile.reason(errno))
    }
    writer = SessionWriter(file, length: length, needsNewline: reader.lacksNewline)
    let event = SessionEvent(t: state.t, .resumed(wall: wall))
    if case .failing(let error) = writer.append(event) { throw error }
    state.apply(event)
    self.state = state
    report = reader.report
  }
}
