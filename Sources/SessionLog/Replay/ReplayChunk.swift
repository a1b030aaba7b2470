/// The events between two snapshots.
struct ReplayChunk {
  /// The number of the keyframe it begins at.
  let keyframe: Int
  /// How many events come before it.
  let first: Int
  private(set) var events: [SessionEvent] = []
  /// Where each event's line ends, in bytes.
  private(set) var ends: [Int] = []

  /// Reads what lies between two offsets of a session file, past lines that are no events.
  ///
  /// - Parameter limit: how many events are taken at most.
  init(
    _ file: OpenFile, keyframe: Int, first: Int, _ range: Range<Int>, limit: Int
  ) throws(SessionFileError) {
    self.keyframe = keyframe
    self.first = first
    guard !range.isEmpty, limit > 0 else { return }
    var events: [SessionEvent] = []
    var ends: [Int] = []
    // Gigabytes that are no events may lie between two of them.
    try LineScan.run(file, from: range.lowerBound) { line, offset, isWhole in
      let end = offset + line.count
      if line.count <= LineReader.limit, end <= range.upperBound,
        let event = try? SessionEvent(line: Array(line))
      {
        events.append(event)
        ends.append(min(end + (isWhole ? 1 : 0), range.upperBound))
      }
      return events.count < limit && end < range.upperBound
    }
    self.events = events
    self.ends = ends
  }

  /// Before and behind which there are its events.
  var range: ClosedRange<Int> { first...first + events.count }
}
