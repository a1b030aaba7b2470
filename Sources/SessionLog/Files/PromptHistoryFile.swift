import Glibc
import JSON

/// The prompts that were sent last, in one file for all sessions: a JSON object a line, the oldest
/// first.
///
/// Several instances may use it at once. A prompt is appended with one write; whoever finds the
/// file too large replaces it by a shorter one under a lock that those who append take as well.
public struct PromptHistoryFile: Sendable {
  public let path: String

  /// So many prompts are read, and left when the file is shortened.
  public static let limit = 500
  /// Bytes of the lines that are read, and left.
  static let bytesLimit = 4 << 20
  /// Bytes of a line; a longer prompt is not kept.
  static let lineLimit = 2 << 20

  public init(_ path: String) { self.path = path }

  /// The last prompts, the oldest first, none twice in a row; none where there is no file. Lines
  /// that are damaged are left out.
  public func read() throws(SessionFileError) -> [String] {
    let file: OpenFile
    do {
      file = try OpenFile.reading(path)
    } catch {
      if case .notFound = error { return [] }
      throw error
    }
    let prompts = Self.prompts(of: try tail(file)).map(\.text)
    var kept: [String] = []
    for prompt in prompts where kept.last != prompt { kept.append(prompt) }
    return kept.suffix(Self.limit)
  }

  /// Appends a prompt, and shortens the file once it holds twice of what is kept.
  public func append(_ prompt: String) throws(SessionFileError) {
    var line = JSONValue.object([JSONField("prompt", .string(prompt))]).write()
    line += "\n"
    guard line.utf8.count <= Self.lineLimit else { return }
    if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
      try OpenFile.createFolder(String(path[..<slash]))
    }
    let file = try openLocked()
    defer { file.unlock() }
    let length = try file.length()
    // Behind a line that was not written to its end a new one begins.
    let last = length > 0 ? try file.bytes(at: length - 1, count: 1) : []
    let bytes = (last.isEmpty || last == [0x0A] ? [] : [0x0A]) + Array(line.utf8)
    let code = file.append(bytes)
    guard code == 0 else { throw .unwritable(path: path, reason: OpenFile.reason(code)) }
    if length + bytes.count > 2 * Self.bytesLimit { try shorten(file) }
  }

  /// Opens the file and takes it; one that was replaced meanwhile is opened anew.
  private func openLocked() throws(SessionFileError) -> OpenFile {
    while true {
      let file = try OpenFile.appendingOrCreating(path)
      // Whoever has it is done at once; a file system without locks is written all the same.
      while flock(file.descriptor, LOCK_EX) != 0, errno == EINTR { continue }
      if file.isStill(at: path) { return file }
    }
  }

  private func shorten(_ file: OpenFile) throws(SessionFileError) {
    let lines = Self.prompts(of: try tail(file)).suffix(Self.limit)
    _ = try OpenFile.replacing(path, with: lines.flatMap { $0.line + [0x0A] })
  }

  /// The end of the file, from the beginning of a line on.
  private func tail(_ file: OpenFile) throws(SessionFileError) -> [UInt8] {
    let length = try file.length()
    let start = max(0, length - Self.bytesLimit)
    let bytes = try file.bytes(at: start, count: length - start)
    guard start > 0 else { return bytes }
    return Array(bytes.drop { $0 != 0x0A }.dropFirst())
  }

  private static func prompts(of bytes: [UInt8]) -> [(text: String, line: [UInt8])] {
    bytes.split(separator: 0x0A).compactMap { line in
      let line = Array(line)
      guard case .object(let fields)? = try? JSONValue.parse(line),
        case .string(let text)? = fields.first(where: { $0.key == "prompt" })?.value
      else { return nil }
      return (text, line)
    }
  }
}

extension OpenFile {
  /// Whether the file is the one that a path leads to.
  func isStill(at path: String) -> Bool {
    var mine = Glibc.stat()
    var there = Glibc.stat()
    guard fstat(descriptor, &mine) == 0, stat(path, &there) == 0 else { return false }
    return mine.st_ino == there.st_ino && mine.st_dev == there.st_dev
  }
}
