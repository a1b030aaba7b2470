import Glibc

/// A summary with what it takes to go on with it once the file has grown.
struct ScannedSummary: Sendable, Equatable {
  var summary: SessionSummary
  var stamp: FileStamp
  /// Where the last whole line ends that is in the summary.
  var length = 0
  /// Of the bytes before that place, to notice a file that was written anew.
  var check: UInt64 = 0
}

extension ScannedSummary {
  /// How many bytes before a place are compared.
  private static let checkedBytes = 256

  /// Reads what a summary needs of a file; of one that was only appended to since `before`, the rest
  /// alone.
  init(_ entry: SessionSummary, _ stamp: FileStamp, after before: ScannedSummary?) {
    self.init(summary: entry, stamp: stamp)
    do throws(SessionFileError) {
      let file = try OpenFile.reading(entry.path)
      if let before, before.stamp.inode == stamp.inode, before.length > 0,
        before.length <= stamp.bytes, try Self.check(file, before: before.length) == before.check
      {
        summary = before.summary
        summary.bytes = entry.bytes
        summary.modified = entry.modified
        length = before.length
      } else {
        // Throws where it is no session.
        _ = try SessionReader(file)
      }
      try read(file)
      check = try Self.check(file, before: length)
    } catch {
      summary = entry
      summary.problem = error
    }
  }

  private mutating func read(_ file: OpenFile) throws(SessionFileError) {
    var last: Int?
    var summary = summary
    let end = try LineScan.run(file, from: length) { line, offset, isWhole in
      if isWhole { last = offset }
      if Self.mayUse(line), let event = try? SessionEvent(line: Array(line)) { summary.add(event) }
      return true
    }
    self.summary = summary
    if let last, let time = try Self.time(file, last, until: end) { self.summary.seconds = time }
    length = end
  }

  /// Whether a line may hold an event that a summary is made of. Nine tenths of a file do not, and
  /// reading those as JSON would make a list of many sessions slow.
  static func mayUse(_ line: UnsafeRawBufferPointer) -> Bool {
    guard let type = line.eventType else { return !line.isEmpty }
    // By how often they come.
    for name in unused where type.isSame(as: name) { return false }
    return true
  }

  private static let unused: [StaticString] = [
    "token", "sample", "prefill", "start", "done", "settings", "load", "fetch", "show", "mode",
    "paused", "resumed",
  ]

  /// The time of the event in a line; nil where it has none.
  static func time(
    _ file: OpenFile, _ start: Int, until end: Int
  ) throws(SessionFileError) -> Double? {
    guard end - start <= LineReader.limit else { return nil }
    let beginning = try file.bytes(at: start, count: min(end - start, 64))
    let opening = Array(#"{"t":"#.utf8)
    if beginning.starts(with: opening),
      let comma = beginning.firstIndex(of: UInt8(ascii: ",")),
      let time = Double(String(decoding: beginning[opening.count..<comma], as: UTF8.self)),
      time.isFinite
    {
      return max(0, time)
    }
    let line = try file.bytes(at: start, count: end - start)
    return (try? SessionEvent(line: line)).map { max(0, $0.t) }
  }

  /// FNV-1a of the bytes before a place.
  private static func check(
    _ file: OpenFile, before place: Int
  ) throws(SessionFileError) -> UInt64 {
    let count = min(place, checkedBytes)
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in try file.bytes(at: place - count, count: count) {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    return hash
  }
}
