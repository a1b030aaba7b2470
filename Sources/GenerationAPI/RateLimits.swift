/// What a server's headers say of what its user may ask for.
public struct RateLimits: Sendable, Equatable {
  public var requests: Quota?
  public var tokens: Quota?

  public init(requests: Quota? = nil, tokens: Quota? = nil) {
    self.requests = requests
    self.tokens = tokens
  }

  public struct Quota: Sendable, Equatable {
    public var limit: Int?
    public var remaining: Int?
    /// Seconds until all of it is there again.
    public var resetSeconds: Double?

    public init(limit: Int? = nil, remaining: Int? = nil, resetSeconds: Double? = nil) {
      self.limit = limit
      self.remaining = remaining
      self.resetSeconds = resetSeconds
    }
  }
}

/// A request that a server refused for the moment, and that is made again.
public struct RetryWait: Sendable, Equatable {
  /// Seconds left until then.
  public var seconds: Double
  /// Which try comes then, from 2.
  public var attempt: Int
  /// Why: a few words, such as "429, too many requests".
  public var reason: String

  public init(seconds: Double, attempt: Int, reason: String) {
    self.seconds = seconds
    self.attempt = attempt
    self.reason = reason
  }
}
