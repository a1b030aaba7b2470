import Configuration
import Inference

/// What a row's model takes in memory: planned from its shape, without a file.
struct RowMemory {
  /// Tokens of context that lists plan for.
  static let contextSize = 2048
  /// How weights are stored that lists plan for, the smallest first.
  static let quantisations = ["Q4_K_M", "Q8_0", "F16"]

  /// Bytes with each of `quantisations`; nil where no shape is known.
  let totals: [Int?]
  /// Bytes this process could have.
  let available: Int

  init(_ row: CatalogueRow, available: Int) {
    totals = Self.quantisations.map { quantisation in
      Self.plan(row, quantisation: quantisation, contextSize: Self.contextSize)
    }
    self.available = available
  }

  /// The least lossy of `quantisations` that fits; nil where none does or none is known.
  var best: String? {
    zip(Self.quantisations, totals).last { $0.1.map { $0 <= available } ?? false }?.0
  }

  /// Nil where no shape is known.
  var fits: Bool? { totals.contains { $0 != nil } ? best != nil : nil }

  static func plan(_ row: CatalogueRow, quantisation: String, contextSize: Int) -> Int? {
    guard let parameters = row.parameters, let layers = row.shape["block_count"],
      let heads = row.shape["attention.head_count"], let width = row.shape["embedding_length"]
    else { return nil }
    let bits =
      ["Q4_K_M": 4.85, "Q4_1": 5.0, "Q8_0": 8.5, "F16": 16, "MXFP4": 4.6][quantisation] ?? 8
    let head = row.shape["attention.key_length"] ?? width / heads
    let kv = row.shape["attention.head_count_kv"] ?? heads
    return Int(Double(parameters) * bits / 8 + 4 * layers * kv * head * Double(contextSize))
  }
}
