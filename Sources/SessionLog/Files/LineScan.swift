import Glibc

/// Walks through the lines of a file in place: for those who look closely at one line in a hundred,
/// and at a million in a blink.
enum LineScan {
  /// Bytes that are read at a time.
  private static let chunkSize = 1 << 20

  /// Gives each line to `body` with where it begins, without its newline, until that returns false.
  /// A last line that no newline ends is given too, as not whole; lines above `LineReader.limit`
  /// are left out.
  ///
  /// - Returns: where the last whole line ends that was given.
  @discardableResult
  static func run(
    _ file: OpenFile, from start: Int = 0,
    _ body: (_ line: UnsafeRawBufferPointer, _ offset: Int, _ isWhole: Bool) -> Bool
  ) throws(SessionFileError) -> Int {
    var capacity = min(max(try file.length() - start, 0), chunkSize) + 1
    var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
    defer { buffer.deallocate() }
    /// Where the buffer's first byte stands in the file.
    var origin = start
    var filled = 0
    /// Bytes at the buffer's beginning that hold no newline.
    var searched = 0
    /// In the midst of a line that is too long.
    var isSkipping = false
    var end = start
    while true {
      let count = try file.read(at: origin + filled, into: .init(rebasing: buffer[filled...]))
      if count == 0 {
        if filled > 0, !isSkipping { _ = body(.init(rebasing: buffer[..<filled]), origin, false) }
        return end
      }
      filled += count
      var line = 0
      while let newline = newline(in: buffer, searched..<filled) {
        if !isSkipping {
          guard body(.init(rebasing: buffer[line..<newline]), origin + line, true) else {
            return end
          }
        }
        isSkipping = false
        line = newline + 1
        searched = line
        end = origin + line
      }
      if line > 0 {
        buffer.copyMemory(from: .init(rebasing: buffer[line..<filled]))
        origin += line
        filled -= line
      }
      if isSkipping || filled > LineReader.limit {
        isSkipping = true
        origin += filled
        filled = 0
      }
      searched = filled
      if filled == capacity {
        capacity = max(capacity * 2, 1 << 12)
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
        larger.copyMemory(from: .init(rebasing: buffer[..<filled]))
        buffer.deallocate()
        buffer = larger
      }
    }
  }

  private static func newline(in buffer: UnsafeMutableRawBufferPointer, _ range: Range<Int>) -> Int?
  {
    guard !range.isEmpty, let base = buffer.baseAddress,
      let found = memchr(base + range.lowerBound, 0x0A, range.count)
    else { return nil }
    return found - base
  }
}

extension OpenFile {
  /// Bytes from an offset on, as many as there are and fit; 0 at the end.
  func read(
    at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SessionFileError) -> Int {
    while true {
      let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      if count >= 0 { return count }
      if errno != EINTR { throw .unreadable(path: path, reason: Self.reason(errno)) }
    }
  }
}

// MARK: What a line is

extension UnsafeRawBufferPointer {
  private static let opening: StaticString = #"{"t":"#
  private static let beforeType: StaticString = #","type":""#

  /// The type of an event whose line begins with its time and its type, as ours do; nil for others.
  var eventType: UnsafeRawBufferPointer? {
    guard starts(with: Self.opening) else { return nil }
    var index = Self.opening.utf8CodeUnitCount
    while index < count, self[index] != UInt8(ascii: ",") { index += 1 }
    guard UnsafeRawBufferPointer(rebasing: self[index...]).starts(with: Self.beforeType) else {
      return nil
    }
    let start = index + Self.beforeType.utf8CodeUnitCount
    index = start
    while index < count, self[index] != UInt8(ascii: "\"") { index += 1 }
    return index < count ? .init(rebasing: self[start..<index]) : nil
  }

  func starts(with text: StaticString) -> Bool {
    guard count >= text.utf8CodeUnitCount, let baseAddress else { return false }
    return memcmp(baseAddress, text.utf8Start, text.utf8CodeUnitCount) == 0
  }

  func isSame(as text: StaticString) -> Bool {
    count == text.utf8CodeUnitCount && starts(with: text)
  }
}
