/// Which fields a user may add to the requests of an endpoint.
public enum BodyRule {
  /// The most bytes they may have as JSON.
  public static let limit = 16_384
  /// How deep they may be nested.
  public static let depthLimit = 16

  /// Those that lineup fills itself, and those with which an answer would have another length, another
  /// model, number of texts or shape than what is asked for, counted and paid.
  private static let ours: Set = [
    "model", "models", "messages", "prompt", "stream", "stream_options", "n", "n_cmpl", "best_of",
    "echo", "suffix", "temperature", "top_p", "seed", "stop", "logprobs", "top_logprobs", "top_k",
    "min_p", "repeat_last_n", "repeat_penalty", "repetition_penalty", "return_progress",
    "timings_per_token", "extra_body", "route", "fallbacks", "service_tier", "tools", "tool_choice",
    "functions", "function_call", "web_search_options", "plugins", "prediction", "modalities",
  ]
  /// What servers call an answer's largest length.
  private static let lengths: Set = [
    "max_tokens", "max_completion_tokens", "max_output_tokens", "max_new_tokens", "n_predict",
    "num_predict",
  ]

  /// Whether it is written as fields are. Servers may not tell others from those that they look like.
  public static func isName(_ name: String) -> Bool {
    1...100 ~= name.utf8.count
      && name.utf8.allSatisfy { byte in
        0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte
          || "-_.".utf8.contains(byte)
      }
  }

  /// Whether lineup sees to it itself. Some servers do not tell large letters from small ones.
  public static func isOurs(_ name: String) -> Bool {
    ours.contains(name.lowercased()) || isLength(name)
  }

  /// Whether it bounds an answer's length, also within another field.
  public static func isLength(_ name: String) -> Bool { lengths.contains(name.lowercased()) }

  /// Whether its value may be one that only this server is to know.
  public static func isSecret(_ name: String) -> Bool {
    let name = name.lowercased().filter(\.isLetter)
    return name == "token"
      || ["key", "secret", "password", "authorization", "credential", "credentials"].contains {
        name.hasSuffix($0)
      }
      || ["accesstoken", "authtoken", "apitoken", "bearertoken"].contains { name.hasSuffix($0) }
  }
}
