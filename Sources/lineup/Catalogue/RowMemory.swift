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
      let outline = try? Self.outline(row, quantisation: quantisation)
      return outline?.memory(contextSize: Self.contextSize).total
    }
    self.available = available
  }

  /// The least lossy of `quantisations` that fits; nil where none does or none is known.
  var best: String? {
    let index = totals.lastIndex { $0.map { $0 <= available } ?? false }
    return index.map { Self.quantisations[$0] }
  }

  /// Nil where no shape is known.
  var fits: Bool? { totals.contains { $0 != nil } ? best != nil : nil }

  /// What a model has to have, and takes no memory.
  private static let needed = [
    "attention.layer_norm_rms_epsilon": 1e-5, "attention.layer_norm_epsilon": 1e-5,
    "logit_scale": 1,
  ]

  /// - Returns: nil where no shape is known.
  /// - Throws: `ModelError` where a shape makes no model, or one that can't be run here.
  static func outline(
    _ row: CatalogueRow, quantisation: String
  ) throws(ModelError) -> ModelOutline? {
    guard let architecture = row.architecture, !row.shape.isEmpty else { return nil }
    return try ModelOutline(
      architecture: architecture, shape: row.shape.merging(Self.needed) { given, _ in given },
      quantisation: quantisation)
  }
}
