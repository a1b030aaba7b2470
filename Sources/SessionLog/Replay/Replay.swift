/// A saved session at one of its moments: any other is near.
///
/// Belongs to one thread. The file is only read.
public final class Replay {
  public let path: String
  /// As far as the file was looked through; a later one of the same file may take its place.
  public private(set) var index: ReplayIndex
  public private(set) var state = SessionState()
  /// How many events have had their effect.
  public private(set) var event = 0

  let file: OpenFile
  private var chunk: ReplayChunk?
  /// States within the chunk, for the way back.
  private var nearby: [(event: Int, state: SessionState)] = []
  private var known = SnapshotReader.Known()

  /// Events between two states of `nearby`.
  private static let nearbyInterval = 200

  init(_ file: OpenFile, _ index: ReplayIndex) {
    self.file = file
    path = file.path
    self.index = index
  }

  /// Takes an index that goes further.
  public func take(_ newer: ReplayIndex) {
    index = newer
    // The last one may have ended where the index did.
    chunk = nil
    nearby = []
    known = SnapshotReader.Known()
  }

  public var isAtEnd: Bool { event >= index.count }

  /// The time of the next event, in seconds; nil at the end.
  public func nextTime() throws(SessionFileError) -> Double? {
    try next().map { max(state.t, $0.t) }
  }

  /// Where the last event that had its effect ends in the file, in bytes.
  public func offset() throws(SessionFileError) -> Int {
    guard event > 0 else { return 0 }
    let chunk = try load(before: event - 1)
    let place = event - 1 - chunk.first
    return chunk.ends.indices.contains(place) ? chunk.ends[place] : index.bytes
  }

  // MARK: Moving

  /// Goes to the moment after so many events.
  public func seek(to target: Int) throws(SessionFileError) {
    let target = max(0, min(target, index.count))
    let keyframe = index.keyframe(before: target)
    guard index.keyframes.indices.contains(keyframe) else { return }
    let place = index.keyframes[keyframe]
    if target < event || event < place.event { try begin(at: keyframe, towards: target) }
    while event < target, let next = try next() { apply(next) }
  }

  /// Goes to the moment at which all has happened that did up to a time, in seconds.
  public func seek(toTime t: Double) throws(SessionFileError) {
    let keyframe = index.keyframe(before: t)
    guard index.keyframes.indices.contains(keyframe) else { return }
    let place = index.keyframes[keyframe]
    if state.t > t || event < place.event { try seek(to: place.event) }
    while let next = try next(), max(state.t, next.t) <= t { apply(next) }
  }

  /// Goes to the next or the last token; without one to the end or the beginning.
  public func step(by direction: Int) throws(SessionFileError) {
    if direction > 0 {
      while let next = try next() {
        apply(next)
        if case .token = next.body { return }
      }
      return
    }
    var place = event - 1
    while place > 0 {
      let chunk = try load(before: place - 1)
      guard chunk.events.indices.contains(place - 1 - chunk.first) else { break }
      if case .token = chunk.events[place - 1 - chunk.first].body { break }
      place -= 1
    }
    try seek(to: place)
  }

  // MARK: Events and states

  /// The event that comes next.
  private func next() throws(SessionFileError) -> SessionEvent? {
    guard event < index.count else { return nil }
    let chunk = try load(before: event)
    let place = event - chunk.first
    return chunk.events.indices.contains(place) ? chunk.events[place] : nil
  }

  private func apply(_ next: SessionEvent) {
    state.apply(next)
    event += 1
    if event.isMultiple(of: Self.nearbyInterval), nearby.last.map({ $0.event < event }) ?? true {
      nearby.append((event, state))
    }
  }

  /// The chunk that holds the event after so many.
  private func load(before event: Int) throws(SessionFileError) -> ReplayChunk {
    let keyframe = index.keyframe(before: event)
    if let chunk, chunk.keyframe == keyframe { return chunk }
    let place = index.keyframes[keyframe]
    let following = keyframe + 1 < index.keyframes.count ? index.keyframes[keyframe + 1] : nil
    let end = following?.offset ?? index.bytes
    let loaded = try ReplayChunk(
      file, keyframe: keyframe, first: place.event,
      min(place.offset, end)..<end, limit: (following?.event ?? index.count) - place.event)
    chunk = loaded
    nearby = []
    return loaded
  }

  /// Goes to the nearest state at or before an event that is known.
  private func begin(at keyframe: Int, towards target: Int) throws(SessionFileError) {
    let place = index.keyframes[keyframe]
    if let near = nearby.last(where: { $0.event <= target }), near.event >= place.event {
      (event, state) = near
      nearby.removeAll { $0.event > target }
      return
    }
    guard place.event > 0 else {
      (event, state) = (0, SessionState())
      nearby = []
      return
    }
    var reader = SnapshotReader(index.store.bytes, at: place.place, known: known)
    var snapshot = SessionState()
    do throws(SnapshotError) {
      try snapshot.code(with: &reader)
      known = reader.known
      state = snapshot
      event = place.event
    } catch {
      // Whoever made the index in a file beside the session may have been another program: what the
      // session's own file says holds.
      known = SnapshotReader.Known()
      index.keyframes = Array(index.keyframes.prefix(1))
      state = SessionState()
      event = 0
      chunk = nil
    }
    nearby = []
  }
}
