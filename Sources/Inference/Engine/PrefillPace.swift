/// How much of a prompt is read in a step in which other sequences generate: so much that these
/// keep about half of their rate. What steps cost is learnt from those that were made.
struct PrefillPace {
  /// Of a step's time, what generating alone would have taken.
  private static let kept = 0.6
  /// While nothing is known of what reading costs.
  private static let first = 8
  /// Weight of the newest measurement.
  private static let trust = 0.3

  /// What makes steps comparable.
  private struct Kind: Hashable {
    var threads: Int
    var generating: Int
  }

  /// Seconds of a step that only generates.
  private var generatingSeconds: [Kind: Double] = [:]
  /// Seconds that each token read adds, by threads.
  private var readingSeconds: [Int: Double] = [:]

  /// Prompt tokens to read in a step: `most` where nothing generates, and none in a step that
  /// first has to show what generating alone costs.
  func budget(threads: Int, generating: Int, most: Int) -> Int {
    guard generating > 0 else { return most }
    guard let alone = generatingSeconds[Kind(threads: threads, generating: generating)] else {
      return 0
    }
    guard let each = readingSeconds[threads], each > 0 else { return min(Self.first, most) }
    let spare = alone * (1 / Self.kept - 1)
    return min(max(Int(min(spare / each, Double(most))), 1), most)
  }

  /// Takes note of a finished step.
  mutating func note(threads: Int, generating: Int, read: Int, seconds: Double) {
    let kind = Kind(threads: threads, generating: generating)
    if read == 0 {
      generatingSeconds[kind] = Self.mix(generatingSeconds[kind], seconds)
    } else if generating == 0 {
      readingSeconds[threads] = Self.mix(readingSeconds[threads], seconds / Double(read))
    } else if let alone = generatingSeconds[kind] {
      let each = max(0, seconds - alone) / Double(read)
      readingSeconds[threads] = Self.mix(readingSeconds[threads], each)
    }
  }

  private static func mix(_ old: Double?, _ new: Double) -> Double {
    old.map { $0 + trust * (new - $0) } ?? new
  }
}
