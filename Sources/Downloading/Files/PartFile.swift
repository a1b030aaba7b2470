import Glibc

/// The part of a file that is here, under a name of its own until it is whole; held by one process.
///
/// Belongs to the thread that downloads.
final class PartFile {
  let target: String
  var path: String { target + PartFile.ending }
  private var notePath: String { target + PartFile.noteEnding }
  private(set) var count = 0
  private(set) var note: PartNote?
  let descriptor: Int32
  private var isWanted = true
  private var isNamed = false

  static let ending = ".part"
  static let noteEnding = ".part.json"

  /// Opens or creates the part of the file that is to be at a path.
  ///
  /// - Throws: `DownloadError.locked` where another process has it.
  init(target: String) throws(DownloadError) {
    self.target = target
    let path = target + Self.ending
    var opened: Int32 = -1
    // Whoever had it may have given it its name, or removed it, before it was locked here.
    for _ in 0..<10 {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o666)
      guard descriptor >= 0 else { throw .file(path: path, reason: Self.reason) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        let isLocked = errno == EWOULDBLOCK
        let reason = Self.reason
        Glibc.close(descriptor)
        throw isLocked ? .locked : .file(path: path, reason: reason)
      }
      var named = stat()
      var held = stat()
      if fstat(descriptor, &held) == 0, stat(path, &named) == 0, named.st_ino == held.st_ino,
        named.st_dev == held.st_dev
      {
        guard held.st_mode & S_IFMT == S_IFREG else {
          Glibc.close(descriptor)
          throw .file(path: path, reason: "it is not a file")
        }
        if held.st_nlink == 1 {
          count = Int(held.st_size)
          opened = descriptor
          break
        }
        // It is somebody's file by another name, too, and stays as it is there.
        unlink(path)
      }
      Glibc.close(descriptor)
    }
    guard opened >= 0 else { throw .locked }
    descriptor = opened
    note = readNote()
    // Of what is unknown nothing can be gone on with.
    if note == nil { try? cut(to: 0) }
  }

  func close() {
    if !isNamed, count == 0 || !isWanted { unlinkAll() }
    Glibc.close(descriptor)
  }

  /// What is here is of no use.
  func remove() { isWanted = false }

  /// Begins from nothing, or remembers more of the same file.
  func begin(_ note: PartNote, at start: Int) throws(DownloadError) {
    try cut(to: start)
    // While it is written there is none, and whoever dies then loses all that is here.
    guard note != self.note else { return }
    self.note = note
    let bytes = note.json
    let descriptor = open(
      notePath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o666)
    guard descriptor >= 0 else { throw failure }
    defer { Glibc.close(descriptor) }
    guard write(descriptor, bytes, bytes.count) == bytes.count else { throw failure }
  }

  func append(_ bytes: ArraySlice<UInt8>) throws(DownloadError) {
    var rest = bytes
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw failure }
      count += written
      rest = rest.dropFirst(written)
    }
  }

  /// Forgets all that is here.
  func reset() throws(DownloadError) {
    try cut(to: 0)
    note = nil
    unlink(notePath)
  }

  /// Gives the file its name.
  func finish() throws(DownloadError) {
    guard fsync(descriptor) == 0, rename(path, target) == 0 else { throw failure }
    isNamed = true
    unlink(notePath)
    let folder = String(target[..<(target.lastIndex(of: "/") ?? target.startIndex)])
    let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor >= 0 {
      fsync(descriptor)
      Glibc.close(descriptor)
    }
  }

  private func cut(to size: Int) throws(DownloadError) {
    guard ftruncate(descriptor, off_t(size)) == 0 else { throw failure }
    count = size
  }

  private func readNote() -> PartNote? {
    let descriptor = open(notePath, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { Glibc.close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 14)
    let count = read(descriptor, &bytes, bytes.count)
    return count > 0 && count < bytes.count ? PartNote(json: Array(bytes[..<count])) : nil
  }

  private func unlinkAll() {
    unlink(path)
    unlink(notePath)
  }

  private var failure: DownloadError {
    switch errno {
    case ENOSPC, EDQUOT: .diskFull
    case EFBIG: .file(path: path, reason: "the system allows no files as large as that")
    default: .file(path: path, reason: Self.reason)
    }
  }

  private static var reason: String { String(cString: strerror(errno)) }
}
