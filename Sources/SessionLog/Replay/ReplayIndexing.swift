/// What is left to do of a long session's index, beside whoever looks at its beginning.
///
/// `@unchecked Sendable`: it is handed on once and used by one thread at a time.
public final class ReplayIndexing: @unchecked Sendable {
  private var indexer: ReplayIndexer
  private let file: OpenFile

  /// Events between two reports at first; later ones come ever later, since each is a copy.
  private static let reportInterval = 20_000

  fileprivate init(_ indexer: ReplayIndexer, _ file: OpenFile) {
    self.indexer = indexer
    self.file = file
  }

  /// Looks through the rest of the file, and keeps what was found beside it.
  ///
  /// - Parameter report: is given the index as far as it goes, a last time when it is complete.
  /// - Throws: where the file can't be read to its end; what was reported before holds.
  public func finish(
    isCancelled: () -> Bool, report: (ReplayIndex) -> Void
  ) throws(SessionFileError) {
    var due = Self.reportInterval
    var since = 0
    let step = 2000
    while try indexer.go(on: step) {
      if isCancelled() { return }
      since += step
      if since >= due {
        report(indexer.index)
        due = max(due, indexer.index.count / 2)
        since = 0
      }
    }
    var index = indexer.index
    index.store = index.store.settled
    ReplayIndexFile.write(index, for: file)
    report(index)
  }
}

extension Replay {
  /// Events that are looked through before a session is shown.
  private static let patience = 8000

  /// Opens a session at its beginning.
  ///
  /// - Returns: what is left to look through of a long one; nil where all of it is known.
  public static func open(
    _ path: String
  ) throws(SessionFileError) -> (replay: Replay, rest: ReplayIndexing?) {
    let file = try OpenFile.reading(path)
    if let index = ReplayIndexFile.read(for: file) { return (Replay(file, index), nil) }
    var indexer = try ReplayIndexer(file)
    let isMore = try indexer.go(on: patience)
    let replay = Replay(file, indexer.index)
    return (replay, isMore ? ReplayIndexing(indexer, file) : nil)
  }

  /// Opens a session with its whole index, however long that takes.
  public static func openWhole(_ path: String) throws(SessionFileError) -> Replay {
    let (replay, rest) = try open(path)
    var failure: SessionFileError?
    do throws(SessionFileError) {
      try rest?.finish(isCancelled: { false }, report: { replay.take($0) })
    } catch {
      failure = error
    }
    if let failure { throw failure }
    return replay
  }
}
