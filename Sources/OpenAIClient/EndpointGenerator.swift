import GenerationAPI
import HTTP

/// One model of a server, as a pane talks to it.
public final class EndpointGenerator: TextGenerator {
  public let endpoint: Endpoint
  public let model: String
  public let prices: TokenPrices?
  private let key: APIKey?
  private let transport: any Transport
  private let clock: @Sendable () -> Double

  /// - Parameters:
  ///   - model: as the server calls it.
  ///   - clock: a monotonic clock in seconds, which times the events.
  public init(
    endpoint: Endpoint, model: String, key: APIKey?, prices: TokenPrices?,
    transport: any Transport, clock: @escaping @Sendable () -> Double
  ) {
    self.endpoint = endpoint
    self.model = model
    self.key = key
    self.prices = prices
    self.transport = transport
    self.clock = clock
  }

  public func start(
    _ request: GenerateRequest, onEvent: @escaping @Sendable (Generation) -> Void
  ) -> Cancellation {
    let cancellation = Cancellation()
    onEvent(
      Generation(
        t: clock(),
        event: .done(
          GenerateResult(reason: .error, text: "", metrics: GenerateMetrics(), error: "not yet"))))
    return cancellation
  }
}

/// (replaced by the client's own)
public final class RequestGate: Sendable {
  public init(_ limits: Endpoint.Limits) {}
}
extension EndpointGenerator {
  public func mostCost(of request: GenerateRequest) -> Double? { nil }
  public convenience init(
    endpoint: Endpoint, model: String, key: APIKey?, prices: TokenPrices?, gate: RequestGate,
    transport: any Transport, clock: @escaping @Sendable () -> Double
  ) {
    self.init(
      endpoint: endpoint, model: model, key: key, prices: prices, transport: transport,
      clock: clock)
  }
}
