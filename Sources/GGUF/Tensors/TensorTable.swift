/// The list of tensors in a header, checked against the bytes that follow it.
struct TensorTable {
  private(set) var tensors: [TensorInfo] = []
  private(set) var index: [ExactName: Int] = [:]
  let dataOffset: Int

  /// A name of one byte, no dimension, a type and an offset: no entry is shorter than this.
  private static let smallestEntry: UInt64 = 8 + 1 + 4 + 4 + 8

  init(parsing reader: inout ByteReader, count: UInt64, alignment: Int) throws(GGUFError) {
    guard count <= UInt64(reader.remaining) / Self.smallestEntry else {
      throw .countTooLarge(.tensorCount, count: count, available: reader.remaining)
    }
    var entries: [Entry] = []
    for number in 0..<Int(count) {
      let entry = try Entry(parsing: &reader, number: number)
      guard index.updateValue(number, forKey: ExactName(text: entry.name)) == nil else {
        throw .duplicateTensor(entry.name, offset: entry.start)
      }
      entries.append(entry)
    }

    let fileBytes = reader.bytes.count
    // The header is inside the file and an alignment at most 1 MiB, so this sum cannot overflow.
    let start = (reader.offset + alignment - 1) / alignment * alignment
    dataOffset = min(start, fileBytes)
    try Self.requireInside(entries, start: start, fileBytes: fileBytes)
    for entry in entries {
      guard entry.offset % UInt64(alignment) == 0 else {
        throw .misalignedTensor(entry.name, offset: entry.offset, alignment: alignment)
      }
      tensors.append(entry.placed(from: start))
    }
    try Self.requireApart(tensors)
  }

  /// Checks that every tensor ends inside the file; if not, says how long the file should be.
  private static func requireInside(
    _ entries: [Entry], start: Int, fileBytes: Int
  ) throws(GGUFError) {
    var longest = UInt64(0)
    var outside: Entry?
    for entry in entries {
      // Sums past 2^64 stay there: they are outside of any file.
      let end = UInt64(start).saturatingSum(entry.offset).saturatingSum(UInt64(entry.byteCount))
      longest = max(longest, end)
      if outside == nil, end > UInt64(fileBytes) { outside = entry }
    }
    if let outside {
      throw .tensorPastEnd(
        outside.name, offset: outside.offset, byteCount: outside.byteCount,
        expectedFileBytes: longest, fileBytes: fileBytes)
    }
  }

  private static func requireApart(_ tensors: [TensorInfo]) throws(GGUFError) {
    let sorted = tensors.sorted { $0.offset < $1.offset }
    for (first, second) in zip(sorted, sorted.dropFirst())
    where second.offset < first.range.upperBound {
      throw .overlappingTensors(first.name, second.name, offset: second.offset)
    }
  }
}

/// One tensor as the header describes it, with its offset still that of the header.
private struct Entry {
  let start: Int
  let name: String
  let dimensions: [Int]
  let type: TensorType
  let elementCount: Int
  let byteCount: Int
  /// Counted from where the tensors' bytes begin; not yet checked.
  let offset: UInt64

  init(parsing reader: inout ByteReader, number: Int) throws(GGUFError) {
    start = reader.offset
    name = try reader.name(.tensorName(index: number))
    dimensions = try Self.dimensions(&reader, name)

    let typeNumber = try reader.number(UInt32.self, .tensor(name))
    type = try TensorType(number: typeNumber, tensor: name)
    guard dimensions[0] % type.blockSize == 0 else {
      throw .unevenRow(name, columns: dimensions[0], type: type)
    }
    guard let elementCount = dimensions.checkedProduct,
      let byteCount = [elementCount / type.blockSize, type.bytesPerBlock].checkedProduct
    else {
      throw .tensorTooLarge(name, dimensions: dimensions, type: type)
    }
    self.elementCount = elementCount
    self.byteCount = byteCount
    offset = try reader.number(UInt64.self, .tensor(name))
  }

  /// Only for a tensor whose end has been found to be inside the file.
  func placed(from dataOffset: Int) -> TensorInfo {
    TensorInfo(
      name: name, dimensions: dimensions, type: type, elementCount: elementCount,
      byteCount: byteCount, offset: dataOffset + Int(offset))
  }

  private static func dimensions(
    _ reader: inout ByteReader, _ name: String
  ) throws(GGUFError) -> [Int] {
    let countOffset = reader.offset
    let count = try reader.number(UInt32.self, .tensor(name))
    guard count <= 4 else {
      throw .tooManyDimensions(name, count: count, offset: countOffset)
    }
    var dimensions: [Int] = []
    for index in 0..<Int(count) {
      let offset = reader.offset
      let value = try reader.number(UInt64.self, .tensor(name))
      guard let dimension = Int(exactly: value), dimension >= 1 else {
        throw .badDimension(name, index: index, value: value, offset: offset)
      }
      dimensions.append(dimension)
    }
    // No dimension at all is a scalar: one row of one element.
    return dimensions.isEmpty ? [1] : dimensions
  }
}

extension [Int] {
  /// The product, or nil where it does not fit.
  fileprivate var checkedProduct: Int? {
    var product = 1
    for factor in self {
      let (result, overflow) = product.multipliedReportingOverflow(by: factor)
      if overflow { return nil }
      product = result
    }
    return product
  }
}

extension UInt64 {
  fileprivate func saturatingSum(_ other: UInt64) -> UInt64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
