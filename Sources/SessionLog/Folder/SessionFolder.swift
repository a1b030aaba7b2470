import Dispatch
import Glibc
import Synchronization

/// The folder of the saved sessions.
public struct SessionFolder: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  /// All sessions, the one written last first; files that cannot be read carry the reason.
  ///
  /// With the path of a cache only files that changed are read, and of those that grew what is new.
  /// Not for a thread that must not wait: without a cache a second may pass for each gigabyte.
  public func list(cache: String? = nil) -> [SessionSummary] {
    let entries = newest()
    let before = cache.map { SummaryCache($0, folder: path) } ?? SummaryCache()
    let scanned = scan(entries, before)
    let locks = SessionLocks()
    if let cache {
      var now = SummaryCache()
      for (entry, scanned) in zip(entries, scanned) where scanned.summary.problem == nil {
        now.summaries[entry.fileName] = scanned
      }
      if now.stamps != before.stamps { now.write(to: cache) }
    }
    return zip(entries, scanned).map { entry, scanned in
      var summary = scanned.summary
      summary.isLocked = locks.holds(summary.path, entry.stamp)
      return summary
    }
  }

  /// Paths of all sessions, the one written last first; none of them was looked into.
  public func newestFirst() -> [String] { newest().map(\.summary.path) }

  /// What the folder says of a file.
  struct Entry {
    var fileName: String
    var stamp: FileStamp
    /// Without anything that is in the file.
    var summary: SessionSummary
  }

  func newest() -> [Entry] {
    names().compactMap(entry).sorted {
      ($0.stamp.modified, $0.fileName) > ($1.stamp.modified, $1.fileName)
    }
  }

  /// Names of the files that may be sessions; none where there is no folder.
  func names() -> [SessionName] {
    WholeFile.names(in: path).compactMap { SessionName(path: $0) }
  }

  private func entry(_ name: SessionName) -> Entry? {
    var status = stat()
    let path = path + "/" + name.fileName
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    var summary = SessionSummary(id: name.id, path: path)
    let stamp = FileStamp(status)
    summary.bytes = stamp.bytes
    summary.modified = Double(stamp.modified) / 1_000_000_000
    return Entry(fileName: name.fileName, stamp: stamp, summary: summary)
  }

  /// A summary for each entry, on all cores.
  private func scan(_ entries: [Entry], _ cache: SummaryCache) -> [ScannedSummary] {
    var results = entries.map { entry -> ScannedSummary? in
      guard var known = cache.summaries[entry.fileName], known.stamp == entry.stamp else {
        return nil
      }
      known.summary.bytes = entry.summary.bytes
      known.summary.modified = entry.summary.modified
      return known
    }
    let missing = results.indices.filter { results[$0] == nil }
    let found = Mutex<[Int: ScannedSummary]>([:])
    DispatchQueue.concurrentPerform(iterations: missing.count) { number in
      let index = missing[number]
      let entry = entries[index]
      let scanned = ScannedSummary(
        entry.summary, entry.stamp, after: cache.summaries[entry.fileName])
      found.withLock { $0[index] = scanned }
    }
    for (index, scanned) in found.withLock({ $0 }) { results[index] = scanned }
    return results.compactMap { $0 }
  }
}

extension SummaryCache {
  /// What the cache was made of.
  fileprivate var stamps: [String: FileStamp] { summaries.mapValues(\.stamp) }
}

extension SessionSummary {
  /// What a list would say of one file.
  public static func of(_ path: String) -> SessionSummary {
    let name = SessionName(path: path)
    var status = stat()
    let isThere = stat(path, &status) == 0
    var entry = SessionSummary(id: name?.id ?? path, path: path)
    let stamp = isThere ? FileStamp(status) : FileStamp(inode: 0, bytes: 0, modified: 0)
    entry.bytes = stamp.bytes
    entry.modified = Double(stamp.modified) / 1_000_000_000
    var summary = ScannedSummary(entry, stamp, after: nil).summary
    summary.isLocked = SessionLocks().holds(path, stamp)
    return summary
  }
}
