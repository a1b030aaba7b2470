import CKernels
import Synchronization

/// Keys and values of one sequence, in F16, in pages of 256 positions.
///
/// A page holds all layers: per layer and KV head the keys [256 / 16][paddedHeadWidth][16], then
/// the values [256][paddedHeadWidth]. Sliding-window layers keep all positions too, so that a
/// cached prefix serves every later prompt. Caches whose tokens begin alike may share pages; a page
/// that is shared is copied before one of them writes to it. `@unchecked Sendable`: owned by its
/// engine's queue; within a step threads write disjoint positions and heads.
final class KVCache: @unchecked Sendable {
  let configuration: ModelConfiguration
  /// Positions that may be held at most.
  let capacity: Int
  /// Whether it may hold more than the context the model was made for at first, so that other
  /// factors of its rotation hold.
  var isLong: Bool { capacity > configuration.rotary.originalContext }
  /// Token ids whose keys and values are valid, from position 0.
  private(set) var tokens: [Int] = []

  private var pages: [Page] = []
  private let heldBytes = Atomic<Int>(0)
  private let maxPages: Int
  /// [layer][kv head][page], to the keys and to the values.
  private let keyTable: UnsafeMutablePointer<UnsafePointer<UInt16>?>
  private let valueTable: UnsafeMutablePointer<UnsafePointer<UInt16>?>

  static let pagePositions = Int(kernels_page_positions)

  private let tableBytes: Int

  init(configuration: ModelConfiguration, capacity: Int) throws(OutOfMemory) {
    self.configuration = configuration
    self.capacity = capacity
    maxPages = (capacity + Self.pagePositions - 1) / Self.pagePositions
    let entries = configuration.layers * configuration.kvHeads * maxPages
    tableBytes = entries * MemoryLayout<UnsafePointer<UInt16>?>.stride
    // Zeros are nil; what is never reached takes no memory.
    let tables = try HugePages.allocate(2 * tableBytes)
    keyTable = tables.bindMemory(to: UnsafePointer<UInt16>?.self, capacity: 2 * entries)
    valueTable = keyTable + entries
  }

  deinit { HugePages.free(keyTable, 2 * tableBytes) }

  /// Bytes of one page of 256 positions.
  static func pageBytes(_ configuration: ModelConfiguration) -> Int {
    configuration.layers * configuration.kvHeads * configuration.paddedHeadWidth * pagePositions * 2
      * 2
  }

  /// Bytes of all pages; may be read from any thread.
  var byteCount: Int { heldBytes.load(ordering: .relaxed) }

  /// Makes room for this many positions, at most `capacity`, those behind the valid ones ready to
  /// be written.
  func reserve(_ positions: Int) throws(OutOfMemory) {
    precondition(positions <= capacity)
    let first = tokens.count / Self.pagePositions
    let end = (positions + Self.pagePositions - 1) / Self.pagePositions
    for index in first..<max(first, end) {
      if index == pages.count {
        pages.append(try Page(bytes: Self.pageBytes(configuration)))
      } else if !isKnownUniquelyReferenced(&pages[index]) {
        pages[index] = try Page(copying: pages[index])
      } else {
        continue
      }
      enter(index)
    }
  }

  /// Takes over the first `count` tokens of a cache of the same model, with their keys and values,
  /// in place of what is held; the memory is shared.
  ///
  /// - Parameter count: at most the tokens of `other` and `capacity`.
  func adopt(_ other: KVCache, count: Int) {
    tokens = Array(other.tokens.prefix(count))
    let shared = (count + Self.pagePositions - 1) / Self.pagePositions
    pages.replaceSubrange(..<min(shared, pages.count), with: other.pages.prefix(shared))
    for index in pages.indices { enter(index) }
  }

  /// Puts a page into the tables.
  private func enter(_ index: Int) {
    let headElements = configuration.paddedHeadWidth * Self.pagePositions
    let elements = pages[index].memory.assumingMemoryBound(to: UInt16.self)
    for slot in 0..<configuration.layers * configuration.kvHeads {
      let keys = elements + slot * 2 * headElements
      keyTable[slot * maxPages + index] = UnsafePointer(keys)
      valueTable[slot * maxPages + index] = UnsafePointer(keys + headElements)
    }
    heldBytes.store(pages.count * Self.pageBytes(configuration), ordering: .relaxed)
  }

  /// The memory of 256 positions, freed with the last cache that holds it.
  private final class Page {
    let memory: UnsafeMutableRawPointer
    private let bytes: Int

    init(bytes: Int) throws(OutOfMemory) {
      memory = try HugePages.allocate(bytes)
      self.bytes = bytes
    }

    convenience init(copying other: Page) throws(OutOfMemory) {
      try self.init(bytes: other.bytes)
      memory.copyMemory(from: other.memory, byteCount: bytes)
    }

    deinit { HugePages.free(memory, bytes) }
  }

  /// The pages of one layer's KV head.
  func keyPages(layer: Int, head: Int) -> UnsafePointer<UnsafePointer<UInt16>?> {
    UnsafePointer(keyTable + (layer * configuration.kvHeads + head) * maxPages)
  }

  func valuePages(layer: Int, head: Int) -> UnsafePointer<UnsafePointer<UInt16>?> {
    UnsafePointer(valueTable + (layer * configuration.kvHeads + head) * maxPages)
  }

  /// Says that these tokens' keys and values were written behind the valid ones.
  func commit(_ new: some Sequence<Int>) { tokens.append(contentsOf: new) }

  /// Forgets what lies behind the first `count` tokens.
  func truncate(to count: Int) { tokens.removeSubrange(min(count, tokens.count)...) }

  /// How many leading tokens of a prompt are held already.
  func commonPrefix(with prompt: [Int]) -> Int { tokens.commonPrefix(with: prompt) }
}

extension [Int] {
  /// How many leading elements are the same in both.
  func commonPrefix(with other: [Int]) -> Int {
    var count = 0
    for (own, its) in zip(self, other) {
      if own != its { break }
      count += 1
    }
    return count
  }
}
