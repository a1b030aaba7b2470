/// A cursor over bytes that may say anything: every read is checked against what is left.
struct ByteReader {
  let bytes: UnsafeRawBufferPointer
  private(set) var offset = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  var remaining: Int { bytes.count - offset }

  /// Reads a little-endian number; `part` is what the file would be ending in.
  mutating func number<T: FixedWidthInteger>(
    _ type: T.Type, _ part: @autoclosure () -> GGUFError.Part
  ) throws(GGUFError) -> T {
    let size = MemoryLayout<T>.size
    guard remaining >= size else {
      throw truncated(part(), needed: UInt64(size))
    }
    defer { offset += size }
    return T(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: T.self))
  }

  /// Steps over `count` bytes and gives the range they are in.
  mutating func skip(
    _ count: UInt64, _ part: @autoclosure () -> GGUFError.Part
  ) throws(GGUFError) -> Range<Int> {
    guard count <= UInt64(remaining) else {
      throw truncated(part(), needed: count)
    }
    let start = offset
    offset += Int(count)
    return start..<offset
  }

  /// Steps over a string: its length as eight bytes, then its bytes, whose range it gives.
  mutating func string(_ part: @autoclosure () -> GGUFError.Part) throws(GGUFError) -> Range<Int> {
    let length = try number(UInt64.self, part())
    return try skip(length, part())
  }

  func truncated(_ part: GGUFError.Part, needed: UInt64) -> GGUFError {
    .truncated(part, offset: offset, needed: needed, available: remaining)
  }
}
