/// Makes a session file's index, a line at a time.
struct ReplayIndexer {
  /// So many events lie between two snapshots, or more where states are large.
  static let interval = 4000

  private(set) var index = ReplayIndex()
  private let reader: SessionReader
  private var state = SessionState()
  private var finder = MarkerFinder()
  private var places: [Int: SnapshotWriter.Places] = [:]
  /// Bytes that the last snapshot took.
  private var snapshotBytes = 0
  private var lastOffset = 0
  private var lastEvent = 0

  /// - Throws: where the file is no session.
  init(_ file: OpenFile) throws(SessionFileError) {
    reader = try SessionReader(file)
    index.totalBytes = try file.length()
    takeSnapshot(at: 0)
  }

  /// Goes on for so many events.
  ///
  /// - Returns: false at the file's end.
  mutating func go(on count: Int) throws(SessionFileError) -> Bool {
    for _ in 0..<count {
      // What was written since it was opened is another time's.
      guard reader.wholeLength < index.totalBytes || !reader.isAtWholeLength,
        let event = try reader.next()
      else {
        index.totalBytes = max(index.totalBytes, reader.wholeLength)
        index.bytes = index.totalBytes
        finish()
        return false
      }
      state.apply(event)
      index.count += 1
      finder.add(event.body, event: index.count, t: state.t)
      let offset = reader.wholeLength
      // A file of snapshots is not to outgrow what they are of.
      if index.count - lastEvent >= Self.interval, offset - lastOffset >= snapshotBytes,
        reader.isAtWholeLength
      {
        takeSnapshot(at: offset)
      }
      index.bytes = min(offset, index.totalBytes - 1)
    }
    finish()
    return true
  }

  private mutating func finish() {
    index.length = state.t
    index.title = state.meta.title
    index.markers = finder.markers
    index.report = reader.report
  }

  private mutating func takeSnapshot(at offset: Int) {
    let before = index.store.bytes.count
    var writer = SnapshotWriter(SnapshotStore(), places: places)
    swap(&index.store, &writer.store)
    var copy = state
    // Writing can't fail.
    try? copy.code(with: &writer)
    places = writer.places
    swap(&index.store, &writer.store)
    let place = index.store.add(writer.bytes)
    index.keyframes.append(
      ReplayIndex.Keyframe(event: index.count, offset: offset, t: state.t, place: place))
    snapshotBytes = index.store.bytes.count - before
    lastOffset = offset
    lastEvent = index.count
  }
}
