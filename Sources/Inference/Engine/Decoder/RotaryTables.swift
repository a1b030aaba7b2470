/// The tables of a model's layers: of those that see everything, with other factors for contexts
/// beyond the model's original one where it has them, and of those with a window.
///
/// `@unchecked Sendable`: as `RotaryTable`.
final class RotaryTables: @unchecked Sendable {
  private let configuration: ModelConfiguration
  private let global: RotaryTable
  private let long: RotaryTable?
  private let local: RotaryTable?

  init(_ configuration: ModelConfiguration, _ weights: Weights) {
    self.configuration = configuration
    let short = weights.rotaryFactors
    global = RotaryTable(configuration.rotary, factors: short?.values)
    long = weights.longRotaryFactors.flatMap { factors in
      factors === short ? nil : RotaryTable(configuration.rotary, factors: factors.values)
    }
    local =
      configuration.localRotary == configuration.rotary
      ? nil : RotaryTable(configuration.localRotary)
  }

  /// Makes the positions of a batch available.
  func reserve(_ batch: [BatchToken]) {
    guard configuration.isRotated.contains(true) else { return }
    let positions = batch.map(\.position).max() ?? 0
    local?.reserve(positions + 1)
    global.reserve(positions + 1)
    if batch.contains(where: { $0.cache.isLong }) { long?.reserve(positions + 1) }
  }

  /// The table for a layer; nil where it rotates nothing.
  func table(layer: Int, _ cache: KVCache) -> RotaryTable? {
    guard configuration.isRotated[layer] else { return nil }
    if configuration.isLocal[layer], let local { return local }
    return cache.isLong ? long ?? global : global
  }
}
