/// A binary heap of integers, the smallest on top; what is to come out first is in the upper bits.
struct MinHeap {
  private var keys: [UInt64] = []

  var isEmpty: Bool { keys.isEmpty }

  mutating func removeAll() {
    keys.removeAll(keepingCapacity: true)
  }

  /// Adds a key at no particular place: `establishOrder` must follow before anything is taken out.
  mutating func appendUnordered(_ key: UInt64) {
    keys.append(key)
  }

  /// Makes a heap of the keys in linear time.
  mutating func establishOrder() {
    var parent = keys.count / 2
    while parent > 0 {
      parent -= 1
      siftDown(from: parent)
    }
  }

  mutating func push(_ key: UInt64) {
    keys.append(key)
    var child = keys.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard key < keys[parent] else { break }
      keys[child] = keys[parent]
      child = parent
    }
    keys[child] = key
  }

  mutating func popMin() -> UInt64? {
    guard let last = keys.popLast() else { return nil }
    guard let top = keys.first else { return last }
    keys[0] = last
    siftDown(from: 0)
    return top
  }

  private mutating func siftDown(from start: Int) {
    keys.withUnsafeMutableBufferPointer { keys in
      let key = keys[start]
      var parent = start
      while true {
        var child = 2 * parent + 1
        guard child < keys.count else { break }
        if child + 1 < keys.count, keys[child + 1] < keys[child] { child += 1 }
        guard keys[child] < key else { break }
        keys[parent] = keys[child]
        parent = child
      }
      keys[parent] = key
    }
  }
}
