/// Many short byte strings in one buffer, so that a vocabulary of 262,144 pieces is two
/// allocations instead of 262,144.
public struct PieceList: Sendable, Equatable {
  /// All pieces one after the other.
  private(set) var bytes: [UInt8] = []
  /// `count + 1` positions in `bytes`: piece `i` is `offsets[i]..<offsets[i + 1]`.
  private(set) var offsets: [Int] = [0]

  public init() {}

  /// The UTF-8 bytes of each string.
  public init(_ strings: some Sequence<String>) {
    for string in strings { append(string.utf8) }
  }

  /// The number of pieces.
  public var count: Int { offsets.count - 1 }

  /// Makes room for `pieces` pieces of `bytes` bytes in all, so that appending does not reallocate.
  public mutating func reserveCapacity(pieces: Int, bytes: Int) {
    offsets.reserveCapacity(pieces + 1)
    self.bytes.reserveCapacity(bytes)
  }

  /// Adds a piece at the end.
  public mutating func append(_ piece: some Sequence<UInt8>) {
    bytes.append(contentsOf: piece)
    offsets.append(bytes.count)
  }

  /// Adds a piece at the end, from memory that only has to live until the call returns.
  public mutating func append(_ piece: UnsafeRawBufferPointer) {
    bytes.append(contentsOf: piece)
    offsets.append(bytes.count)
  }

  /// The bytes of piece `index`, which must be in `0..<count`.
  public subscript(index: Int) -> ArraySlice<UInt8> {
    bytes[offsets[index]..<offsets[index + 1]]
  }

  /// The length of piece `index` in bytes.
  func length(_ index: Int) -> Int { offsets[index + 1] - offsets[index] }

  /// Piece `index` for an error message: repaired where it is not UTF-8, and cut when long.
  func excerpt(_ index: Int) -> String {
    let piece = self[index]
    let text = String(decoding: piece.prefix(64), as: UTF8.self)
    return piece.count > 64 ? text + "…" : text
  }
}
