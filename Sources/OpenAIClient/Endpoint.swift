import JSON

/// A server that speaks OpenAI's protocol, and how it is to be asked.
public struct Endpoint: Sendable, Equatable {
  /// What the user calls it: "lab" in "lab/llama-3.3-70b".
  public var name: String
  /// Where its protocol begins, mostly with `/v1` at its end, without a slash behind it.
  public var url: String
  public var headers: [String: String] = [:]
  /// Values of variables that headers name, as far as they may be secrets.
  public var headerSecrets: [String] = []
  /// Further fields of each request, none of which is `BodyRule`'s own.
  public var body: [JSONField] = []
  public var timeouts = Timeouts()
  public var limits = Limits()
  /// Log-probabilities are asked for.
  public var asksLogprobs = false
  /// The field that bounds an answer's length: `max_tokens`, or `max_completion_tokens`.
  public var lengthField = "max_tokens"
  /// Whether the server knows `top_k`, `min_p` and `repeat_penalty`, which OpenAI's own does not.
  public var takesMoreSamplers = false
  /// How its key is called where the user keeps it, such as "${LAB_KEY}": never the key. It stands in
  /// what is said of a refusal.
  public var keyName: String?

  public init(name: String, url: String) {
    self.name = name
    self.url = url
  }

  /// Bytes that the further fields add to a request.
  var bodyBytes: Int { body.isEmpty ? 0 : JSONValue.object(body).write().utf8.count }

  /// Seconds.
  public struct Timeouts: Sendable, Equatable {
    /// Until the first byte of an answer; models may have to be loaded first.
    public var first = 120.0
    /// Between the bytes of an answer.
    public var between = 60.0

    public init() {}
  }

  /// What the user allows himself.
  public struct Limits: Sendable, Equatable {
    /// Requests that may run at the same time; nil for any number.
    public var concurrent: Int?
    public var requestsPerMinute: Int?

    public init() {}
  }
}
