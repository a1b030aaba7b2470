/// A file's place among the parts of a split model, as its header has it.
struct SplitPosition: Equatable {
  /// Counted from 0.
  let number: Int
  let count: Int
  /// The tensors of all parts together, where the file says.
  let tensorCount: Int?

  /// Nil for a file that is a whole model.
  init?(_ metadata: Metadata) throws(GGUFError) {
    count = try metadata.uintIfPresent("split.count") ?? 1
    number = try metadata.uintIfPresent("split.no") ?? 0
    guard number < max(count, 1) else {
      throw .valueOutOfRange(
        key: "split.no", value: "\(number)", expected: "below \"split.count\", \(count)")
    }
    tensorCount = try metadata.uintIfPresent("split.tensors.count")
    if count <= 1 { return nil }
  }
}
