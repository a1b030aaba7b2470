/// The strings of a metadata array, read in order from where they are in the file.
///
/// A vocabulary has hundreds of thousands of them: each is given as its bytes in the file, valid
/// for as long as the `GGUFFile` is, and no `String` is made.
public struct StringArray: Sequence, Sendable {
  public let count: Int
  let source: MappedBytes
  let range: Range<Int>

  public var underestimatedCount: Int { count }

  public func makeIterator() -> Iterator {
    Iterator(source: source, offset: range.lowerBound, end: range.upperBound, left: count)
  }

  public struct Iterator: IteratorProtocol {
    let source: MappedBytes
    var offset: Int
    let end: Int
    var left: Int

    /// The bytes of the next string.
    ///
    /// Lengths were checked at open and are checked here again: were the file overwritten in
    /// place since, the sequence would end early instead of reading past the array.
    public mutating func next() -> UnsafeRawBufferPointer? {
      guard left > 0, end - offset >= 8 else { return nil }
      let length = UInt64(
        littleEndian: source.bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      guard length <= UInt64(end - offset - 8) else { return nil }
      let start = offset + 8
      offset = start + Int(length)
      left -= 1
      return UnsafeRawBufferPointer(rebasing: source.bytes[start..<offset])
    }
  }

  /// A copy of all strings in one piece: string `i` is `bytes[offsets[i]..<offsets[i + 1]]`.
  ///
  /// `offsets` has one element more than there are strings.
  public func packed() -> (bytes: [UInt8], offsets: [Int]) {
    var offsets = [0]
    offsets.reserveCapacity(count + 1)
    let room = Swift.max(0, range.count - 8 * count)
    let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
      for string in self where string.count <= room - filled {
        UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
          .copyMemory(from: string)
        filled += string.count
        offsets.append(filled)
      }
      // Only strings that were overwritten since open are missing; they count as empty.
      while offsets.count <= count { offsets.append(filled) }
    }
    return (bytes, offsets)
  }
}
