/// Where one tensor is in the file, and what it is.
public struct TensorInfo: Sendable, Equatable {
  public let name: String
  /// One to four extents, the contiguous one first: `[columns, rows, …]`, all at least 1.
  public let dimensions: [Int]
  public let type: TensorType
  /// The product of the dimensions.
  public let elementCount: Int
  /// The size in the file, in bytes.
  public let byteCount: Int
  /// The first byte, counted from the start of the file; a multiple of the file's alignment.
  public let offset: Int

  /// Elements in a row: the first dimension.
  public var columns: Int { dimensions[0] }
  /// Rows: the product of all dimensions but the first.
  public var rows: Int { elementCount / dimensions[0] }
  /// The size of a row in the file, in bytes.
  public var rowBytes: Int { byteCount / rows }
  /// The bytes in the file, counted from its start.
  var range: Range<Int> { offset..<(offset + byteCount) }
}
