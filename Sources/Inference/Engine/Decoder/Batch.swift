/// One token of a step: where it stands, and whose it is.
struct BatchToken {
  var id: Int
  /// From 0, in its sequence.
  var position: Int
  var cache: KVCache
  /// Whether its logits are wanted.
  var needsLogits = false
}
