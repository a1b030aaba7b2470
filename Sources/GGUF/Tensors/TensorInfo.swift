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
  /// The first byte, counted from the start of the file; of a split model, from the start of its
  /// first part, as if the others stood behind it. No other tensor has the same.
  public private(set) var offset: Int
  /// The part of the model that it is in, counted from 0.
  private(set) var part = 0

  /// Elements in a row: the first dimension.
  public var columns: Int { dimensions[0] }
  /// Rows: the product of all dimensions but the first.
  public var rows: Int { elementCount / dimensions[0] }
  /// The size of a row in the file, in bytes.
  public var rowBytes: Int { byteCount / rows }
  /// The bytes in the file, counted as `offset` is.
  var range: Range<Int> { offset..<(offset + byteCount) }

  init(
    name: String, dimensions: [Int], type: TensorType, elementCount: Int, byteCount: Int,
    offset: Int
  ) {
    self.name = name
    self.dimensions = dimensions
    self.type = type
    self.elementCount = elementCount
    self.byteCount = byteCount
    self.offset = offset
  }

  /// The same tensor in a part that stands behind others.
  func moved(by distance: Int, part: Int) -> TensorInfo {
    var moved = self
    moved.offset += distance
    moved.part = part
    return moved
  }
}
