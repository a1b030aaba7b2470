import Dispatch
import Synchronization

/// Looks for words in the prompts and answers of many sessions, and in what is said about them.
///
/// Bytes are compared; only lines that have what is looked for are read as events. The pieces of
/// an answer that came one by one are passed over, so that it is found once, whole.
public enum SessionSearch {
  /// Hits, those of the session written last first, in a session in the order of events.
  ///
  /// For a thread that may wait; all cores are used. `isCancelled` is asked now and then, also from
  /// other threads; once it says so, what was found so far is returned. Files that cannot be read
  /// are passed over.
  public static func run(
    _ query: SearchQuery, in folder: SessionFolder, limit: Int = 200,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> [SessionHit] {
    run(query, in: folder.newestFirst(), limit: limit, isCancelled: isCancelled)
  }

  /// The same in session files, given in the order in which their hits are wanted.
  public static func run(
    _ query: SearchQuery, in paths: [String], limit: Int = 200,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> [SessionHit] {
    let found = Mutex(Found(files: paths.count))
    DispatchQueue.concurrentPerform(iterations: paths.count) { index in
      if isCancelled() || found.withLock({ $0.isFull(limit) }) { return }
      let hits = FileSearch.run(query, in: paths[index], limit: limit, isCancelled: isCancelled)
      found.withLock { $0.add(hits, of: index) }
    }
    return Array(found.withLock { $0.files.compactMap { $0 }.joined() }.prefix(max(limit, 0)))
  }

  private struct Found {
    /// Hits by file; nil for files that were not looked through yet.
    var files: [[SessionHit]?]
    /// Files from the first on that were, and their hits.
    private var wholeFiles = 0
    private var wholeHits = 0

    init(files count: Int) { files = Array(repeating: nil, count: count) }

    mutating func add(_ hits: [SessionHit], of index: Int) {
      files[index] = hits
      while wholeFiles < files.count, let hits = files[wholeFiles] {
        wholeHits += hits.count
        wholeFiles += 1
      }
    }

    /// No later file could change the answer.
    func isFull(_ limit: Int) -> Bool { wholeHits >= limit }
  }
}
