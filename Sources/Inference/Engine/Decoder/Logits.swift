/// One token's logits over the vocabulary, valid until the next step.
struct Logits {
  let values: UnsafeMutableBufferPointer<Float>
  /// Per tile of the vocabulary: its largest logit, and Σ exp(logit − largest).
  let maxima: UnsafeBufferPointer<Float>
  let sums: UnsafeBufferPointer<Float>
  let tile: Int

  /// The logarithm of the sum of all exponentials; tiles combined in order, in double.
  var logSumExp: Double {
    var largest = -Float.infinity
    for maximum in maxima where maximum > largest { largest = maximum }
    guard largest.isFinite else { return .nan }
    var sum = 0.0
    for (maximum, part) in zip(maxima, sums) where maximum > -.infinity {
      sum += Double(part) * Elementary.exp(Double(maximum) - Double(largest))
    }
    return Double(largest) + Elementary.log(sum)
  }

  /// Natural logarithm of a token's probability at temperature 1.
  func logprob(_ id: Int, _ logSumExp: Double) -> Float {
    Float(Double(values[id]) - logSumExp)
  }
}
