/// Indices in ascending order: the lowest is known at once, also of a hundred thousand.
struct AscendingIndices: Sendable, Equatable {
  private(set) var all: [Int] = []

  var isEmpty: Bool { all.isEmpty }
  var lowest: Int? { all.first }

  init() {}

  /// Takes over indices that may be in any order.
  init(_ indices: [Int]) {
    for index in indices.sorted() where all.last != index { all.append(index) }
  }

  mutating func insert(_ index: Int) {
    let place = place(of: index)
    if place == all.count || all[place] != index { all.insert(index, at: place) }
  }

  mutating func remove(_ index: Int) {
    let place = place(of: index)
    if place < all.count, all[place] == index { all.remove(at: place) }
  }

  /// Of the first that is not below.
  private func place(of index: Int) -> Int {
    if all.last.map({ $0 < index }) ?? true { return all.count }
    var range = all.indices
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      range =
        all[middle] < index ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return range.lowerBound
  }
}
