import Glibc

/// Reads a file line by line, holding one line and one chunk at a time.
public final class LineReader {
  /// One line, without its newline.
  public struct Line: Sendable, Equatable {
    /// From 1.
    public var number: Int
    public var bytes: [UInt8]
    /// In bytes, also where `bytes` is not all of it.
    public var length: Int
    /// False for a last line that no newline ends.
    public var isWhole = true
    /// The line is longer than the limit; `bytes` is not all of it.
    public var isTooLong = false
  }

  /// The longest line taken, in bytes.
  public static let limit = 64 << 20

  /// Where the last whole line ends, in bytes from the beginning.
  public private(set) var wholeLength = 0

  private let file: OpenFile
  private let limit: Int
  private var chunk: [UInt8]
  /// The part of the chunk not yet given out.
  private var unread = 0..<0
  private var number = 0

  /// Opens a regular file for reading.
  public convenience init(_ path: String) throws(SessionFileError) {
    self.init(try OpenFile.reading(path))
  }

  init(_ file: OpenFile, chunkSize: Int = 64 << 10, limit: Int = LineReader.limit) {
    self.file = file
    self.limit = limit
    chunk = [UInt8](repeating: 0, count: chunkSize)
  }

  /// The next line, or nil at the end. One that goes on after `patience` bytes is given up: it
  /// counts as too long, and its rest would come next.
  public func next(patience: Int = .max) throws(SessionFileError) -> Line? {
    var line = Line(number: number + 1, bytes: [], length: 0)
    while true {
      if unread.isEmpty {
        unread = 0..<(try file.read(into: &chunk))
        if unread.isEmpty {
          if line.length == 0 { return nil }
          number += 1
          line.isWhole = false
          return line
        }
      }
      let newline = indexOfNewline()
      let part = unread.lowerBound..<(newline ?? unread.upperBound)
      line.length += part.count
      if line.length > limit {
        line.isTooLong = true
        line.bytes = []
      } else {
        line.bytes += chunk[part]
      }
      if newline == nil, line.length > patience {
        line.isTooLong = true
        return line
      }
      unread = min(part.upperBound + 1, unread.upperBound)..<unread.upperBound
      if newline != nil {
        number += 1
        wholeLength += line.length + 1
        return line
      }
    }
  }

  private func indexOfNewline() -> Int? {
    chunk.withUnsafeBytes { bytes in
      let rest = UnsafeRawBufferPointer(rebasing: bytes[unread])
      guard let start = rest.baseAddress, let found = memchr(start, 0x0A, rest.count) else {
        return nil
      }
      return unread.lowerBound + (UnsafeRawPointer(found) - start)
    }
  }
}
