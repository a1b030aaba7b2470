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
    let bytes = try file.bytes(at: range.lowerBound, count: range.count)
    var rest = bytes[...]
    while !rest.isEmpty, events.count < limit {
      let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
      let line = rest[..<end]
      rest = rest[min(end + 1, rest.endIndex)...]
      guard line.count <= LineReader.limit, let event = try? SessionEvent(line: Array(line)) else {
        continue
      }
      events.append(event)
      ends.append(range.lowerBound + rest.startIndex)
    }
  }

  /// Before and behind which there are its events.
  var range: ClosedRange<Int> { first...first + events.count }
}
