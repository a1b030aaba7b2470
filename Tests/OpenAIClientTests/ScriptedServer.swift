import GenerationAPI
import HTTP
import JSON
import Synchronization
import Testing

@testable import OpenAIClient

/// What a server does when it is asked, and then the next time.
struct Answer: Sendable {
  enum Step: Sendable {
    case bytes([UInt8])
    /// Nothing for so long.
    case pause(Double)
    case fail(TransferProblem)
    /// The user stops it now.
    case cancel
  }

  var refusal: TransferProblem?
  var head = HTTPHead(status: 200)
  var steps: [Step] = []

  /// No connection, or none for long enough.
  static func none(_ problem: TransferProblem) -> Answer { Answer(refusal: problem) }

  static func status(_ status: Int, _ headers: [String: String] = [:], _ body: String = "")
    -> Answer
  {
    Answer(head: HTTPHead(status: status, headers: headers), steps: [.bytes(Array(body.utf8))])
  }

  static func text(_ text: String, _ then: Step...) -> Answer {
    Answer(steps: [.bytes(Array(text.utf8))] + then)
  }

  /// Events, each in a piece of its own.
  static func events(_ events: String..., then: Step...) -> Answer {
    Answer(steps: events.map { .bytes(Array(("data: " + $0 + "\n\n").utf8)) } + then)
  }
}

/// A server in memory, and a clock that only waiting moves on.
final class ScriptedServer: Transport {
  private let answers: Mutex<[Answer]>
  private let seen = Mutex<[HTTPRequest]>([])
  let now = Mutex(100.0)
  let closed = Atomic(0)
  let cancellation = Cancellation()

  init(_ answers: [Answer]) { self.answers = Mutex(answers) }

  var requests: [HTTPRequest] { seen.withLock { $0 } }
  var time: Double { now.withLock { $0 } }

  func open(
    _ request: HTTPRequest, patience: Double, isCancelled: @escaping @Sendable () -> Bool
  ) throws(TransferProblem) -> any HTTPExchange {
    seen.withLock { $0.append(request) }
    let answer = answers.withLock { $0.isEmpty ? Answer.none(.noConnection) : $0.removeFirst() }
    if let refusal = answer.refusal { throw refusal }
    return Exchange(self, answer, patience, isCancelled)
  }

  private final class Exchange: HTTPExchange {
    private let server: ScriptedServer
    private var answer: Answer
    private var patience: Double
    private let isCancelled: @Sendable () -> Bool
    var head: HTTPHead { answer.head }

    init(
      _ server: ScriptedServer, _ answer: Answer, _ patience: Double,
      _ isCancelled: @escaping @Sendable () -> Bool
    ) {
      (self.server, self.answer, self.patience) = (server, answer, patience)
      self.isCancelled = isCancelled
    }

    func setPatience(_ seconds: Double) { patience = seconds }

    func next() throws(TransferProblem) -> [UInt8]? {
      while !answer.steps.isEmpty {
        if isCancelled() { throw .cancelled }
        switch answer.steps.removeFirst() {
        case .bytes(let bytes): return bytes
        case .fail(let problem): throw problem
        case .cancel: server.cancellation.cancel()
        case .pause(let seconds):
          server.now.withLock { $0 += min(seconds, patience) }
          if seconds >= patience { throw .silence(seconds: patience) }
        }
      }
      return nil
    }

    func close() { server.closed.add(1, ordering: .relaxed) }
  }
}

/// All that came of one request.
struct Outcome {
  var events: [Generation] = []

  var result: GenerateResult? {
    if case .done(let result) = events.last?.event { return result }
    return nil
  }
  var tokens: [GeneratedToken] {
    events.compactMap { if case .token(let token) = $0.event { token } else { nil } }
  }
  var waits: [RetryWait] {
    events.compactMap { if case .waiting(let wait) = $0.event { wait } else { nil } }
  }
  var limits: [RateLimits] {
    events.compactMap { if case .limits(let limits) = $0.event { limits } else { nil } }
  }
  var prefills: [Int] {
    events.compactMap { if case .prefill(let done, _) = $0.event { done } else { nil } }
  }
  var started: Bool { if case .start = events.first?.event { true } else { false } }
}

/// A generator that asks such a server.
struct Lab {
  var endpoint = Endpoint(name: "lab", url: "https://lab.test/v1")
  var key = APIKey("sk-very-secret-0123")
  var prices: TokenPrices?
  var gate: RequestGate?
  var request = GenerateRequest(
    prompt: .messages([ChatMessage(.user, "How deep is the sea?")]),
    parameters: GenerateParameters(), sentAt: 100)
  /// Called with each event, on whose thread the generation runs.
  var onEvent: @Sendable (Generation, Cancellation) -> Void = { _, _ in }

  init() { endpoint.keyName = "${LAB_KEY}" }

  func generator(_ server: ScriptedServer) -> EndpointGenerator {
    var world = ClientSurroundings(clock: { server.time })
    world.sleep = { seconds in server.now.withLock { $0 += seconds } }
    world.wallTime = { 784_111_777 }
    world.chance = { 1 }
    return EndpointGenerator(
      endpoint: endpoint, model: "m-1", key: key, prices: prices,
      gate: gate ?? RequestGate(endpoint.limits), transport: server, world: world)
  }

  func ask(_ server: ScriptedServer) -> Outcome {
    let seen = Mutex<[Generation]>([])
    let onEvent = onEvent
    let cancellation = server.cancellation
    var inquiry = Inquiry(generator(server), request, cancellation) { event in
      seen.withLock { $0.append(event) }
      onEvent(event, cancellation)
    }
    inquiry.run()
    return Outcome(events: seen.withLock { $0 })
  }
}

/// The JSON of events as servers write them.
enum Say {
  static func chunk(_ delta: String, finish: String? = nil, more: String = "") -> String {
    let finish = finish.map { "\"\($0)\"" } ?? "null"
    return #"{"choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(finish)}]\#(more)}"#
  }
  static func text(_ text: String) -> String { chunk(#"{"content":"\#(text)"}"#) }
  static let role = chunk(#"{"role":"assistant","content":null}"#)
  static let stop = chunk("{}", finish: "stop")
  static let done = "[DONE]"
  static let usage =
    #"{"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":4}}}"#
}

/// The JSON that a request was sent with.
func sent(_ request: HTTPRequest?) throws -> JSONValue {
  try JSONValue.parse(try #require(request?.body))
}
