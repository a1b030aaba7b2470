/// Reads a session file event by event, past whatever in it is broken.
public final class SessionReader {
  /// What was wrong with the file, as far as it was read.
  public struct Report: Sendable, Equatable {
    /// A line that is no event.
    public struct Skipped: Sendable, Equatable {
      /// From 1.
      public var line: Int
      public var reason: String
    }

    /// The first skipped lines, at most a hundred.
    public var skipped: [Skipped] = []
    public var skippedCount = 0
    /// Bytes of a last line that was not written to its end.
    public var tornBytes: Int?
    /// The file's version, where it is newer than this program's.
    public var newerVersion: Int?

    public init() {}

    public var isClean: Bool { self == Report() }

    /// What to tell people, a sentence each.
    public var sentences: [String] {
      var sentences: [String] = []
      if let newerVersion {
        sentences.append(
          "the session was written by a newer lineup (version \(newerVersion) of the format): it "
            + "can be read, but not continued, and may hold more than is shown")
      }
      if skippedCount > 0 {
        let lines = skipped.prefix(5).map { "\($0.line)" }.joined(separator: ", ")
        let more = skippedCount > 5 ? ", …" : ""
        sentences.append(
          skippedCount == 1
            ? "line \(lines) was damaged and is left out"
            : "\(skippedCount) lines were damaged and are left out: \(lines)\(more)")
      }
      if tornBytes != nil {
        sentences.append("the last line was not written to its end and is left out")
      }
      return sentences
    }
  }

  /// How much may stand before the first event until it is taken for another file.
  static let bytesBeforeGivingUp = 1 << 20
  static let skippedLimit = 100

  public let path: String
  public private(set) var report = Report()

  private let lines: LineReader
  /// Events read to find out whether the file is a session at all.
  private var ahead: ArraySlice<SessionEvent> = []

  /// Opens a session file; throws if it is none. The file is only read, and nothing is locked.
  public convenience init(_ path: String) throws(SessionFileError) {
    try self.init(try OpenFile.reading(path))
  }

  init(_ file: OpenFile) throws(SessionFileError) {
    path = file.path
    lines = LineReader(file)
    var found: [SessionEvent] = []
    var isEmpty = true
    while lines.wholeLength < Self.bytesBeforeGivingUp {
      guard let line = try lines.next(patience: Self.bytesBeforeGivingUp) else { break }
      isEmpty = false
      if line.isTooLong { break }
      guard let event = decode(line) else { continue }
      found.append(event)
      if case .unknown = event.body { continue }
      ahead = found[...]
      return
    }
    throw isEmpty ? .empty(path: path) : .notASession(path: path)
  }

  /// The next event, or nil at the end. The report is complete when the end is reached.
  public func next() throws(SessionFileError) -> SessionEvent? {
    try next { _ in true }
  }

  /// The next event whose line is of interest; others are not even looked at.
  func next(
    where isOfInterest: ([UInt8]) -> Bool
  ) throws(SessionFileError) -> SessionEvent? {
    if let event = ahead.popFirst() { return event }
    while let line = try lines.next() {
      if isOfInterest(line.bytes), let event = decode(line) { return event }
    }
    return nil
  }

  /// The state that all remaining events make.
  public func state(
    watching: (SessionEvent) -> Void = { _ in }
  ) throws(SessionFileError) -> SessionState {
    var state = SessionState()
    while let event = try next() {
      state.apply(event)
      watching(event)
    }
    return state
  }

  /// Where the last whole line ends, in bytes from the beginning.
  var wholeLength: Int { lines.wholeLength }
  /// All events up to there were given out.
  var isAtWholeLength: Bool { ahead.isEmpty }
  /// The last line is an event, but no newline ends it.
  private(set) var lacksNewline = false

  private func decode(_ line: LineReader.Line) -> SessionEvent? {
    if line.isTooLong {
      skip(line, "longer than \(LineReader.limit >> 20) MiB")
      return nil
    }
    // Blank lines say nothing, and nothing is lost with them.
    if line.bytes.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { return nil }
    do {
      let event = try SessionEvent(line: line.bytes)
      lacksNewline = !line.isWhole
      if case .session(let header) = event.body, header.version > SessionHeader.currentVersion {
        report.newerVersion = header.version
      }
      return event
    } catch {
      skip(line, error.description)
      return nil
    }
  }

  private func skip(_ line: LineReader.Line, _ reason: String) {
    guard line.isWhole else {
      report.tornBytes = line.length
      return
    }
    report.skippedCount += 1
    if report.skipped.count < Self.skippedLimit {
      report.skipped.append(Report.Skipped(line: line.number, reason: reason))
    }
  }
}
