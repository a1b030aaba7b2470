/// Where what is in a session file: its markers, and snapshots of its state from which any moment
/// is near.
public struct ReplayIndex: Sendable, Equatable {
  /// A snapshot, and where the events after it begin.
  struct Keyframe: Sendable, Equatable {
    /// How many events come before it.
    var event: Int
    /// Where the next line begins, in bytes.
    var offset: Int
    /// The session's time, in seconds.
    var t: Double
    /// Where its state begins in the store.
    var place: Int
  }

  public internal(set) var markers: [ReplayMarker] = []
  /// How many events there are, as far as it goes.
  public internal(set) var count = 0
  /// Seconds from the session's beginning to the last event.
  public internal(set) var length: Double = 0
  /// What the session is called at its end.
  public internal(set) var title: String?
  /// What is wrong with the file.
  public internal(set) var report = SessionReader.Report()
  /// Bytes of the file that it is about, from the beginning.
  public internal(set) var bytes = 0
  /// Of the file, as far as it went when it was opened.
  public internal(set) var totalBytes = 0

  /// By ascending event; the first is the empty session.
  var keyframes: [Keyframe] = []
  var store = SnapshotStore()

  /// The whole file is in it.
  public var isComplete: Bool { bytes >= totalBytes }

  /// The number of the last keyframe at or before an event.
  func keyframe(before event: Int) -> Int {
    lastKeyframe { $0.event <= event }
  }

  /// The number of the last keyframe at or before a time.
  func keyframe(before t: Double) -> Int {
    // Several may have the same time: all that happened then is to have its effect.
    lastKeyframe { $0.t <= t }
  }

  private func lastKeyframe(_ isBefore: (Keyframe) -> Bool) -> Int {
    var range = 0..<keyframes.count
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      range =
        isBefore(keyframes[middle])
        ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return max(0, range.lowerBound - 1)
  }
}
