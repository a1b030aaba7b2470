import Glibc

/// A text file that somebody else wrote: it may be anything, and without end.
enum TextFile {
  /// Bytes that a file may have.
  static let limit = 1 << 20

  /// - Parameter name: what problems call the file.
  /// - Returns: nil where there is no such file.
  static func read(_ path: String, name: String) throws(Problem) -> String? {
    // Not to wait for somebody to write to a pipe.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw Problem(name, "it can't be read: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      throw Problem(name, "it is not a file")
    }
    guard facts.st_size <= limit else { throw tooLarge(name) }
    // Its size may be a lie, as it is of files in /proc.
    var bytes = [UInt8](repeating: 0, count: limit + 1)
    var count = 0
    while count < bytes.count {
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
    guard count <= limit else { throw tooLarge(name) }
    guard let text = String(validating: bytes[..<count], as: UTF8.self) else {
      let line = bytes[..<count].firstLineThatIsNotUTF8
      throw Problem(name, line: line, "it is not UTF-8 text here")
    }
    return text
  }

  private static func tooLarge(_ name: String) -> Problem {
    Problem(name, "it is larger than 1 MiB, which no such file needs to be")
  }

  /// Files in a folder whose names end in ".yaml" or ".yml", sorted; few, whatever the folder holds.
  static func yamlFiles(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    var seen = 0
    while seen < 10_000, names.count < 200, let entry = readdir(stream) {
      seen += 1
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      let isYAML = name.hasSuffix(".yaml") || name.hasSuffix(".yml")
      if isYAML, !name.hasPrefix(".") { names.append(name) }
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
