import Glibc

/// Small files that are read and written as a whole.
public enum WholeFile {
  /// Has a path lead to a file with this text, and that alone; creates the folder. Whoever reads it
  /// meanwhile finds the file before or the new one. Its owner alone can read it.
  public static func write(_ text: String, to path: String) throws(SessionFileError) {
    if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
      try OpenFile.createFolder(String(path[..<slash]))
    }
    _ = try OpenFile.replacing(path, with: Array(text.utf8))
  }

  /// The bytes of a regular file; nil where there are more than `limit`.
  public static func read(_ path: String, atMost limit: Int) throws(SessionFileError) -> [UInt8]? {
    let file = try OpenFile.reading(path)
    let bytes = try file.bytes(at: 0, count: limit + 1)
    return bytes.count > limit ? nil : bytes
  }

  /// Names of what is in a folder; none where there is no folder.
  public static func names(in folder: String) -> [String] {
    guard let folder = opendir(folder) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { bytes in
        bytes.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}

extension OpenFile {
  /// A new file with these bytes in the place of the one there is. It is locked before anybody can
  /// find it, and stays so as long as it is open.
  static func replacing(
    _ path: String, with bytes: [UInt8]
  ) throws(SessionFileError) -> OpenFile {
    let next = path + ".new"
    // Left behind by one that was killed, unless somebody is writing it just now.
    if let left = try? reading(next) { try left.lock() }
    unlink(next)
    guard let newer = try creating(next) else {
      throw .unwritable(path: path, reason: reason(EEXIST))
    }
    try newer.lock()
    var code = newer.append(bytes)
    if code == 0, rename(next, path) != 0 { code = errno }
    if code == 0 { return newer }
    newer.remove()
    throw .unwritable(path: path, reason: reason(code))
  }

  /// Appends all bytes, or as many as there is room for; 0 or an error number.
  func append(_ bytes: [UInt8]) -> Int32 {
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count > 0 {
        written += count
      } else if count == 0 || errno != EINTR {
        return count == 0 ? ENOSPC : errno
      }
    }
    return 0
  }
}
