import Glibc

extension SessionFolder {
  /// Says something about a session that is not open: appends a `meta` event with what is not nil.
  ///
  /// The file's time stays, so that the list keeps its order and `last` its meaning: nothing was
  /// asked in it. Throws `.inUse` where it is open.
  public func describe(_ path: String, _ meta: SessionMeta) throws(SessionFileError) {
    let file = try OpenFile.appending(path)
    try file.lockForChange()
    var status = stat()
    fstat(file.descriptor, &status)
    try Self.append(meta, to: file)
    var times = [status.st_atim, status.st_mtim]
    futimens(file.descriptor, &times)
  }

  /// Copies a session, under a new id; returns the copy's path.
  ///
  /// - Parameter title: of the copy; nil calls it after the original.
  public func duplicate(_ path: String, title: String? = nil) throws(SessionFileError) -> String {
    let source = try OpenFile.reading(path)
    let name = SessionName(path: path) ?? SessionName(created: "session", id: "0000")
    let stamp = FileStamp(inode: 0, bytes: 0, modified: 0)
    let original = ScannedSummary(SessionSummary(id: name.id, path: path), stamp, after: nil)
    if let problem = original.summary.problem { throw problem }
    if let version = try SessionReader(source).report.newerVersion {
      throw .newerVersion(path: path, version: version)
    }
    try OpenFile.createFolder(self.path)
    let copy = try OpenFile.creating(
      in: self.path, named: { () throws(SessionFileError) in try freePath(like: name) },
      fill: { (copy) throws(SessionFileError) in
        // Not what another lineup is writing just now.
        try source.copy(until: original.length, to: copy)
        var meta = SessionMeta(title: title ?? original.summary.name.map { "\($0) (copy)" })
        if original.summary.star { meta.star = false }
        let line = SessionEvent(t: original.summary.seconds, .meta(meta)).line() + [0x0A]
        let code = copy.append(line)
        if code != 0 { throw .unwritable(path: self.path, reason: OpenFile.reason(code)) }
      })
    return copy.path
  }

  /// Appends a `meta` event behind the last whole line, at the time of the last event.
  private static func append(
    _ meta: SessionMeta, to file: OpenFile
  ) throws(SessionFileError) {
    lseek(file.descriptor, 0, SEEK_SET)
    let reader = try SessionReader(file)
    var last = 0
    let wholeLength = try LineScan.run(file) { _, offset, isWhole in
      if isWhole { last = offset }
      return true
    }
    if let version = reader.report.newerVersion {
      throw .newerVersion(path: file.path, version: version)
    }
    let time = try ScannedSummary.time(file, last, until: wholeLength) ?? 0
    let calls = FileCalls.system
    var needsNewline = false
    if try file.length() > wholeLength {
      let count = min(try file.length() - wholeLength, LineReader.limit)
      let isEvent = (try? SessionEvent(line: file.bytes(at: wholeLength, count: count))) != nil
      needsNewline =
        isEvent || TornTail.setAside(file, behind: wholeLength, calls: calls) == .inPlace
    }
    let writer = SessionWriter(
      file, length: try file.length(), needsNewline: needsNewline, calls: calls)
    if case .failing(let error) = writer.append(SessionEvent(t: time, .meta(meta))) {
      throw .readOnly(path: file.path, reason: error.reason ?? "\(error)")
    }
    try writer.sync()
  }
}

extension OpenFile {
  /// Copies everything before a place behind what is in `other`.
  func copy(until end: Int, to other: OpenFile) throws(SessionFileError) {
    var offset = 0
    while offset < end {
      let chunk = try bytes(at: offset, count: min(1 << 20, end - offset))
      if chunk.isEmpty { return }
      let code = other.append(chunk)
      if code != 0 { throw .unwritable(path: other.path, reason: Self.reason(code)) }
      offset += chunk.count
    }
  }
}
