import Glibc

/// What tells a file from another one and from itself before it was changed.
public struct FileStamp: Sendable, Equatable {
  public var inode: UInt64
  public var bytes: Int
  /// Nanoseconds since 1970.
  public var modified: Int

  /// Seconds since 1970.
  var seconds: Double { Double(modified) / 1_000_000_000 }

  public init(inode: UInt64, bytes: Int, modified: Int) {
    self.inode = inode
    self.bytes = bytes
    self.modified = modified
  }

  /// Of what a path leads to; nil where there is nothing.
  public init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  init(_ status: stat) {
    inode = UInt64(status.st_ino)
    bytes = Int(status.st_size)
    // A file system may hold any number there.
    let (seconds, overflow) = Int(status.st_mtim.tv_sec).multipliedReportingOverflow(
      by: 1_000_000_000)
    modified =
      overflow
      ? (status.st_mtim.tv_sec < 0 ? .min : .max) : seconds &+ Int(status.st_mtim.tv_nsec)
  }
}
