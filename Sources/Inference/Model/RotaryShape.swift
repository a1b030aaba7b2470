/// How far each pair of elements turns from one position to the next.
public struct RotaryShape: Sendable, Equatable {
  /// Elements of a head that are rotated.
  public var rotated: Int
  public var base: Double
  /// Positions are divided by this before rotating (Chen et al., "Extending Context Window of Large
  /// Language Models via Positional Interpolation", 2023).
  public var scale: Double = 1
  /// Multiplies cosines and sines.
  public var magnitude: Double = 1
  /// Whether `scale` holds for slow pairs only (Peng et al., "YaRN: Efficient Context Window Extension
  /// of Large Language Models", 2023): pairs that turn fast stay as they are, and between them it is
  /// mixed.
  public var isYaRN = false
  /// Positions of the model before its context was extended: for longer contexts, other factors hold
  /// where the file has them.
  public var originalContext: Int

  /// Turns within the original context from which on a pair is fast, and up to which it is slow: the
  /// paper's, which llama.cpp keeps to whatever a file says.
  private static let fastTurns = 32.0
  private static let slowTurns = 1.0

  var pairs: Int { rotated / 2 }

  /// The angle of each pair at position 1.
  ///
  /// - Parameter factors: what the angles are divided by, one for each pair.
  func angles(factors: [Float]?) -> [Double] {
    let ramp = isYaRN ? mix : nil
    return (0..<pairs).map { pair in
      var angle = Elementary.power(base, -Double(pair) / Double(pairs))
      if let factors { angle /= Double(factors[pair]) }
      guard let ramp else { return angle / scale }
      return angle * (ramp[pair] + (1 - ramp[pair]) / scale)
    }
  }

  /// What cosines and sines are multiplied with, in all.
  var amplitude: Double {
    isYaRN ? magnitude * (1 + 0.1 * Elementary.log(scale)) : magnitude
  }

  /// For each pair, how much of it stays as it is, from 0 to 1.
  private var mix: [Double] {
    func pair(turning turns: Double) -> Double {
      let length = Double(originalContext) / (turns * 2 * .pi)
      return Double(rotated) * Elementary.log(length) / (2 * Elementary.log(base))
    }
    let first = max(0, pair(turning: Self.fastTurns).rounded(.down))
    let last = min(Double(rotated - 1), pair(turning: Self.slowTurns).rounded(.up))
    return (0..<pairs).map { index in
      1 - min(1, max(0, (Double(index) - first) / max(0.001, last - first)))
    }
  }
}
