import Glibc

/// A session that is opened again, to be continued.
public struct ResumedSession {
  public let writer: SessionWriter
  /// As it is after the `resumed` event, which is in the file; `t` goes on from its `t`.
  public let state: SessionState
  public let tokens: AnswerTokens
  public let report: SessionReader.Report
  /// The `resumed` event.
  public let event: SessionEvent
  /// What became of a last line that was not written to its end; nil where there was none.
  let torn: TornTail?

  /// Locks the file, reads it, puts a torn last line aside, and appends a `resumed` event.
  ///
  /// `wall` is the wall time, ISO 8601 in UTC; program and machine are those that go on. Throws `.locked` where another instance has the
  /// file, `.newerVersion` or `.readOnly` where it can only be read; a `SessionReader` does that.
  public init(
    _ path: String, wall: String, app: String? = nil, machine: SessionHeader.Machine? = nil
  ) throws(SessionFileError) {
    try self.init(path, wall: wall, app: app, machine: machine, calls: .system)
  }

  init(
    _ path: String, wall: String, app: String? = nil, machine: SessionHeader.Machine? = nil,
    calls: FileCalls
  ) throws(SessionFileError) {
    let file = try OpenFile.appending(path)
    try file.lock()
    let reader = try SessionReader(file)
    var tokens = AnswerTokens()
    var state = try reader.state { tokens.apply($0) }
    self.tokens = tokens
    if let version = reader.report.newerVersion {
      throw .newerVersion(path: path, version: version)
    }
    torn =
      reader.report.tornBytes == nil
      ? nil : TornTail.setAside(file, behind: reader.wholeLength, calls: calls)
    // What lacks its newline gets it with the next write: a whole line, as an editor may leave it,
    // or a torn one that could not be put aside and is a damaged line from now on.
    writer = SessionWriter(
      file, length: try file.length(),
      needsNewline: reader.lacksNewline || torn == .inPlace, calls: calls)
    let event = SessionEvent(t: state.t, .resumed(wall: wall, app: app, machine: machine))
    if case .failing(let error) = writer.append(event) {
      throw .readOnly(path: path, reason: error.reason ?? "\(error)")
    }
    state.apply(event)
    self.state = state
    self.event = event
    report = reader.report
  }

  /// What to tell people, a sentence each.
  public var sentences: [String] {
    guard case .kept(let path) = torn else { return report.sentences }
    var rest = report
    rest.tornBytes = nil
    return rest.sentences + [
      "the last line was not written to its end; what there is is in \(path)"
    ]
  }
}
