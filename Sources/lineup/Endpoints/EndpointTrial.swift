import Dispatch
import GenerationAPI
import HTTP
import JSON
import OpenAIClient
import Synchronization

/// A short question to a server's model, which costs a few tokens: whether it answers at all.
struct EndpointTrial {
  let endpoint: KnownEndpoint
  let model: String

  var name: String { "\(endpoint.name)/\(model)" }

  /// Tokens that it may take.
  private static let tokens = 16

  /// - Returns: how the answer ended, or why there is none.
  func ask(
    _ transport: any Transport, _ budget: SessionBudget
  ) -> Result<GenerateResult, Failure> {
    let key: APIKey?
    let allowance: Double?
    do throws(Failure) {
      let limits = try endpoint.limits(of: model, budget)
      allowance = [limits?.session, limits?.endpoint].compactMap(\.self).min()
      key = try endpoint.key()
    } catch {
      return .failure(error)
    }
    let generator = EndpointGenerator(
      endpoint: endpoint.endpoint, model: model, key: key, prices: endpoint.prices(of: model),
      gate: RequestGate(endpoint.endpoint.limits), transport: transport,
      world: ClientSurroundings(clock: Machine.clock))
    var parameters = GenerateParameters()
    parameters.temperature = 0
    parameters.predict = Self.tokens
    let question = "Say hello."
    var request = GenerateRequest(
      prompt: endpoint.usesCompletions
        ? .text(question) : .messages([ChatMessage(.user, question)]),
      parameters: parameters, sentAt: Machine.clock())
    request.allowance = allowance
    let ended = DispatchSemaphore(value: 0)
    let last = Mutex<GenerateResult?>(nil)
    let cancellation = generator.start(request) { generation in
      guard case .done(let result) = generation.event else { return }
      last.withLock { $0 = result }
      ended.signal()
    }
    ended.wait()
    withExtendedLifetime(cancellation) {}
    guard let result = last.withLock(\.self), result.reason != .error else {
      return .failure(Failure(last.withLock(\.self)?.error ?? "\(name) said nothing"))
    }
    return .success(result)
  }
}

extension EndpointTrial {
  /// "answers after 230 ms: Hello! (5 tokens, $0.0001)"
  static func sentence(_ result: Result<GenerateResult, Failure>) -> String {
    switch result {
    case .failure(let failure): return failure.sentence
    case .success(let result):
      let metrics = result.metrics
      let time = metrics.ttftMilliseconds.map { " after \(Amounts.decimal($0)) ms" } ?? ""
      let words = result.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      let tokens = "\(metrics.tokens) \(metrics.tokens == 1 ? "token" : "tokens")"
      let facts = [tokens, metrics.cost?.text].compactMap(\.self).joined(separator: ", ")
      return "answers\(time): \(words.isEmpty ? "nothing to read" : words) (\(facts))"
    }
  }

  /// As `lineup endpoints check --help` documents it.
  func json(_ result: Result<GenerateResult, Failure>) -> JSONValue {
    var answer: GenerateResult?
    var problem: String?
    switch result {
    case .success(let result): answer = result
    case .failure(let failure): problem = failure.sentence
    }
    return .object([
      JSONField("name", .string(name)), JSONField("url", .string(endpoint.endpoint.url)),
      JSONField("state", .string(problem == nil ? "ok" : "failed")),
      JSONField("ms", answer?.metrics.ttftMilliseconds.map(JSONValue.number) ?? .null),
      JSONField("answer", answer.map { .string($0.text) } ?? .null),
      JSONField("cost", answer?.metrics.cost.map { .number($0.amount) } ?? .null),
      JSONField("currency", answer?.metrics.cost.map { .string($0.currency) } ?? .null),
      JSONField("problem", problem.map(JSONValue.string) ?? .null),
    ])
  }
}
