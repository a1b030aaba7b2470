import Configuration
import SessionLog

/// What is done with old sessions at a start, beside everything else.
enum SessionUpkeep {
  /// Removes what was deleted long ago, and deletes what is no longer to be kept.
  ///
  /// - Returns: one sentence where sessions were deleted.
  static func run(_ places: Places, keep: KeptTime?) -> String? {
    guard let path = try? places.sessions else { return nil }
    let folder = SessionFolder(path)
    folder.purge()
    guard let keep else { return nil }
    let count = folder.retire(afterDays: keep.days, cache: try? places.summaries)
    guard count > 0 else { return nil }
    return "\(count) \(count == 1 ? "session" : "sessions") older than \(keep) deleted (keep in "
      + "config.yaml); lineup sessions restore brings back what you want"
  }
}
