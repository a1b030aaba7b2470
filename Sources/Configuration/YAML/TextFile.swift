import Glibc

/// A text file that somebody else wrote: it may be anything, and without end.
enum TextFile {
  /// Bytes that a file may have.
  static let limit = 1 << 20

  /// - Parameter name: what problems call the file.
  /// - Returns: nil where there is no such file.
  static func read(_ path: String, name: String) throws(Problem) -> String? {
    guard let bytes = try bytes(of: path, name: name, limit: limit) else { return nil }
    return try text(bytes, name: name)
  }

  /// Bytes as text, or where they are none.
  static func text(_ bytes: [UInt8], name: String) throws(Problem) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Problem(
        name, line: bytes[...].firstLineThatIsNotUTF8, "it is not UTF-8 text here")
    }
    return text
  }

  /// All of a file.
  ///
  /// - Parameter limit: bytes that it may have, a multiple of 1 MiB.
  /// - Returns: nil where there is no such file.
  static func bytes(of path: String, name: String, limit: Int) throws(Problem) -> [UInt8]? {
    // Not to wait for somebody to write to a pipe.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      let error = errno
      var link = stat()
      if error == ENOENT, lstat(path, &link) == 0 {
        throw Problem(name, "it is a link to a file that is not there")
      }
      if error == ENOENT || error == ENOTDIR { return nil }
      throw Problem(name, "it can't be read: \(String(cString: strerror(error)))")
    }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      throw Problem(name, "it is not a file")
    }
    guard facts.st_size <= limit else { throw tooLarge(name, limit) }
    // Its size may be a lie, as it is of files in /proc.
    var bytes = [UInt8](repeating: 0, count: max(0, Int(facts.st_size)) + 1)
    var count = 0
    while true {
      if count == bytes.count {
        guard count <= limit else { throw tooLarge(name, limit) }
        bytes += [UInt8](repeating: 0, count: min(max(count, 4096), limit + 1 - count))
      }
      let got = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else {
        throw Problem(name, "it can't be read: \(String(cString: strerror(errno)))")
      }
      if got == 0 { break }
      count += got
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  private static func tooLarge(_ name: String, _ limit: Int) -> Problem {
    Problem(name, "it is larger than \(limit >> 20) MiB")
  }

  /// Files in a folder whose names end in ".yaml" or ".yml", sorted; few, whatever the folder holds.
  static func yamlFiles(in folder: String) -> [String] {
    files(in: folder, endings: ["yaml", "yml"])
  }

  /// The same for other endings.
  static func files(in folder: String, endings: [String]) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    var seen = 0
    while seen < 10_000, names.count < 200, let entry = readdir(stream) {
      seen += 1
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      let isOne = endings.contains { name.hasSuffix("." + $0) }
      if isOne, !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}

extension ArraySlice<UInt8> {
  /// Counted from 1.
  fileprivate var firstLineThatIsNotUTF8: Int? {
    let lines = split(separator: 0x0A, omittingEmptySubsequences: false)
    return lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }.map { $0 + 1 }
  }
}
