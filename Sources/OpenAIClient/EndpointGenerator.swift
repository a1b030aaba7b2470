import Dispatch
import GenerationAPI
import HTTP
import Synchronization

/// One model of a server, as a pane talks to it.
public final class EndpointGenerator: TextGenerator {
  public let endpoint: Endpoint
  public let model: String
  public let prices: TokenPrices?
  let key: APIKey?
  let gate: RequestGate
  let transport: any Transport
  let world: ClientSurroundings
  /// What the server did not want before.
  let corrections = Mutex(RequestBody.Corrections())

  /// - Parameters:
  ///   - model: as the server calls it.
  ///   - gate: the same for all models of an endpoint.
  public init(
    endpoint: Endpoint, model: String, key: APIKey?, prices: TokenPrices?, gate: RequestGate,
    transport: any Transport, world: ClientSurroundings
  ) {
    self.endpoint = endpoint
    self.model = model
    self.key = key
    self.prices = prices
    self.gate = gate
    self.transport = transport
    self.world = world
  }

  public func start(
    _ request: GenerateRequest, onEvent: @escaping @Sendable (Generation) -> Void
  ) -> Cancellation {
    let cancellation = Cancellation()
    // Reading blocks: each generation has a thread while it lasts.
    DispatchQueue(label: "endpoint").async {
      self.generate(request, cancellation, onEvent: onEvent)
    }
    return cancellation
  }

  /// The same on the thread that calls, up to `.done`.
  public func generate(
    _ request: GenerateRequest, _ cancellation: Cancellation,
    onEvent: @escaping @Sendable (Generation) -> Void
  ) {
    var inquiry = Inquiry(self, request, cancellation, onEvent)
    inquiry.run()
  }

  /// What a request may cost at most, in the currency of the prices; nil where there are none, and
  /// infinity for an answer without a bound, which an allowance gives it.
  public func mostCost(of request: GenerateRequest) -> Double? {
    let predict = request.parameters.predict
    return bound(of: request)?.most(tokens: predict < 0 ? nil : predict)
  }

  func bound(of request: GenerateRequest) -> CostBound? {
    CostBound(prices, request, bodyBytes: endpoint.bodyBytes)
  }
}
