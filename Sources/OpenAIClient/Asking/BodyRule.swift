/// Which fields a user may add to the requests of an endpoint.
public enum BodyRule {
  /// The most bytes they may have as JSON.
  public static let limit = 16_384
  /// How deep they may be nested.
  public static let depthLimit = 16

  /// Those that lineup fills itself, and those with which an answer would have another length, another
  /// number of texts or another shape than what is asked for, counted and paid.
  private static let ours: Set = [
    "model", "messages", "prompt", "stream", "stream_options", "n", "best_of", "echo", "suffix",
    "max_tokens", "max_completion_tokens", "max_new_tokens", "n_predict", "temperature", "top_p",
    "seed", "stop", "logprobs", "top_logprobs", "top_k", "min_p", "repeat_last_n",
    "repeat_penalty", "repetition_penalty", "return_progress", "timings_per_token",
  ]

  /// Whether lineup sees to it itself.
  public static func isOurs(_ name: String) -> Bool { ours.contains(name) }
}
