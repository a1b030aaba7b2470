import Glibc

/// Where an open file is found by others, whatever they do with it meanwhile.
extension OpenFile {
  /// Names of the file; 0 once it was deleted. Its length in bytes.
  func look() -> (links: Int, length: Int)? {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    return (Int(status.st_nlink), Int(status.st_size))
  }

  /// The path that leads to it now: another one after it or a folder above it was renamed; nil
  /// where none is known.
  var currentPath: String? {
    if leads(path) { return path }
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count)
    guard count > 0 else { return nil }
    let found = String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    return leads(found) ? found : nil
  }

  /// Removes the file under its own name, and no other that has taken its place.
  func remove() {
    if let path = currentPath { unlink(path) }
  }

  /// Has its name in the folder stored safely, as far as that can be done.
  func syncFolder() {
    let folder = path.lastIndex(of: "/").map { path[..<$0] + "/" } ?? "."
    let descriptor = Glibc.open(String(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 { return }
    fsync(descriptor)
    Glibc.close(descriptor)
  }

  /// Copies everything from an offset on behind what is in `other`.
  func copy(from offset: Int = 0, to other: OpenFile) throws(SessionFileError) {
    var offset = offset
    while true {
      let chunk = try bytes(at: offset, count: 1 << 18)
      if chunk.isEmpty { return }
      var sent = 0
      while sent < chunk.count {
        let count = chunk[sent...].withUnsafeBytes {
          Glibc.write(other.descriptor, $0.baseAddress, $0.count)
        }
        if count > 0 {
          sent += count
        } else if count == 0 || errno != EINTR {
          throw .unwritable(path: other.path, reason: Self.reason(count == 0 ? ENOSPC : errno))
        }
      }
      offset += chunk.count
    }
  }

  private func leads(_ path: String) -> Bool {
    var mine = stat()
    var found = stat()
    return fstat(descriptor, &mine) == 0 && stat(path, &found) == 0
      && mine.st_dev == found.st_dev && mine.st_ino == found.st_ino
  }
}
