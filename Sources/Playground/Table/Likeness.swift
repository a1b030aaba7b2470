import GenerationAPI

/// Under which circumstances an answer was given: figures are ranked only among equal ones.
struct Likeness: Hashable {
  var sequences: Int
  var models: Int
  var threads: Int
  var isWarm: Bool
  var isRemote: Bool
  /// Whether a part of the prompt came from the cache; nil for figures that don't depend on it.
  var isCached: Bool?

  /// - Returns: nil for an answer that was paused, whose figures are like no others.
  init?(_ condition: Condition, countsReading: Bool) {
    guard condition.pausedSeconds <= 0 else { return nil }
    sequences = condition.sequences
    models = condition.models
    threads = condition.threads
    isWarm = condition.warm
    isRemote = condition.isRemote
    isCached = countsReading ? condition.cachedTokens > 0 : nil
  }
}

/// Which panes can be ranked with each other.
struct LikePanes: Equatable {
  /// Panes under like conditions, more than there are under any others; empty where no two are
  /// alike, or as many under others.
  private(set) var ranked: Set<Int> = []

  /// - Parameter conditions: panes with all conditions their figures were taken under; nil for
  ///   those that are like no others.
  init(_ conditions: [(pane: Int, likeness: Set<Likeness>?)]) {
    var groups: [Set<Likeness>: Set<Int>] = [:]
    for (pane, likeness) in conditions {
      if let likeness { groups[likeness, default: []].insert(pane) }
    }
    let sizes = groups.values.map(\.count)
    guard let most = sizes.max(), most > 1, sizes.count(where: { $0 == most }) == 1 else { return }
    ranked = groups.values.first { $0.count == most } ?? []
  }
}
