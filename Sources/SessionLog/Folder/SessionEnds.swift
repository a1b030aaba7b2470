/// The beginning and the end of a session file: what says most of a session, however long it is.
public enum SessionEnds {
  /// Bytes that are read of either.
  static let headBytes = 512 << 10
  static let tailBytes = 1 << 20

  /// Gives the events of the first 512 KiB and of the last MiB, without tokens and figures, in the
  /// file's order. Not for a thread that must not wait.
  public static func read(
    _ path: String, _ body: (SessionEvent) -> Void
  ) throws(SessionFileError) {
    let file = try OpenFile.reading(path)
    func take(_ line: UnsafeRawBufferPointer) {
      if let type = line.eventType, unused.contains(where: { type.isSame(as: $0) }) { return }
      if let event = try? SessionEvent(line: Array(line)) { body(event) }
    }
    let headEnd = try LineScan.run(file) { line, offset, isWhole in
      guard offset < headBytes else { return false }
      if isWhole { take(line) }
      return true
    }
    let tail = max(headEnd, try file.length() - tailBytes)
    // Where the middle is left out, the first line begins in its midst.
    try LineScan.run(file, from: tail) { line, offset, isWhole in
      if isWhole, tail == headEnd || offset > tail { take(line) }
      return true
    }
  }

  private static let unused: [StaticString] = [
    "token", "sample", "prefill", "start", "load", "fetch",
  ]
}
