import GenerationAPI
import HTTP
import OpenAIClient
import Synchronization

/// A server's answer, in the pieces in which a network brings it, and at once.
func checkServer(_ bytes: [UInt8]) throws {
  var source = ByteSource(bytes)
  let look = Int(source.byte())
  let lengths = source.bytes(3)
  let rest = source.remaining()
  let statuses = [200, 200, 200, 200, 200, 400, 429, 503]
  var head = HTTPHead(status: statuses[look & 7])
  if look & 8 != 0 {
    head.headers["retry-after"] = String(decoding: rest.prefix(30), as: UTF8.self)
    head.headers["x-ratelimit-limit-tokens"] = "1"
    head.headers["x-ratelimit-reset-tokens"] = head.headers["retry-after"]
  }
  let pieces = ByteSource.pieces(of: rest, lengths: lengths).map { Array($0) }
  let inPieces = try outcome(of: MemoryServer(head: head, pieces: pieces))
  let atOnce = try outcome(of: MemoryServer(head: head, pieces: [rest]))
  try require(
    inPieces.text.utf8.elementsEqual(atOnce.text.utf8) && inPieces.reason == atOnce.reason
      && inPieces.metrics.tokens == atOnce.metrics.tokens,
    "in pieces \(inPieces), at once \(atOnce)")
  do {
    let models = try ModelList.fetch(
      from: MemoryServer.endpoint, key: MemoryServer.key,
      transport: MemoryServer(head: head, pieces: pieces), patience: 1, isCancelled: { false })
    for model in models { try requireClean(model.id) }
  } catch let problem as ServerProblem {
    try requireClean(problem.sentence(MemoryServer.endpoint, key: MemoryServer.key))
  }
}

private func outcome(of server: MemoryServer) throws -> GenerateResult {
  let now = Mutex(0.0)
  var world = ClientSurroundings(clock: { now.withLock { $0 } })
  world.sleep = { seconds in now.withLock { $0 += max(seconds, 0.5) } }
  world.wallTime = { 0 }
  world.chance = { 0 }
  let generator = EndpointGenerator(
    endpoint: MemoryServer.endpoint, model: "m", key: MemoryServer.key,
    prices: TokenPrices(input: 1, output: 1, currency: "USD"),
    gate: RequestGate(Endpoint.Limits()), transport: server, world: world)
  let seen = Mutex<(text: String, result: GenerateResult?)>(("", nil))
  generator.generate(
    GenerateRequest(
      prompt: .messages([ChatMessage(.user, "?")]), parameters: GenerateParameters(), sentAt: 0),
    Cancellation()
  ) { event in
    seen.withLock { seen in
      switch event.event {
      case .token(let token): seen.text += token.text
      case .done(let result): seen.result = result
      default: break
      }
    }
  }
  let (text, result) = seen.withLock { $0 }
  guard let result else { throw Broken(description: "it has no end") }
  try require(text.utf8.elementsEqual(result.text.utf8), "tokens \(text), text \(result.text)")
  try require(!result.text.contains(MemoryServer.secret), "the key is in the answer")
  try require((result.metrics.cost?.amount ?? 0).isFinite, "it costs \(result.metrics)")
  try require(result.reason != .error || result.error != nil, "it failed without a word")
  try requireClean(result.error ?? "")
  return result
}

/// What a server said may be shown as it is.
private func requireClean(_ text: String) throws {
  try require(text.unicodeScalars.count < 800, "it is long: \(text)")
  try require(!text.contains(MemoryServer.secret), "the key is in it: \(text)")
  for scalar in text.unicodeScalars {
    try require(
      scalar.value >= 0x20 && !(0x7F..<0xA0 ~= scalar.value) && !(0x202A...0x202E ~= scalar.value)
        && !(0x2066...0x2069 ~= scalar.value) && !(0xE0000...0xE0FFF ~= scalar.value),
      "it has U+\(String(scalar.value, radix: 16))")
  }
}

/// Says the same whatever it is asked.
private struct MemoryServer: Transport {
  static let endpoint = Endpoint(name: "lab", url: "https://lab.test/v1")
  static let secret = "sk-fuzz-0123456789"
  static let key = APIKey(secret)

  var head: HTTPHead
  var pieces: [[UInt8]]

  func open(
    _ request: HTTPRequest, patience: Double, isCancelled: @escaping @Sendable () -> Bool
  ) -> any HTTPExchange { Exchange(head: head, pieces: pieces) }

  private final class Exchange: HTTPExchange {
    let head: HTTPHead
    private var pieces: ArraySlice<[UInt8]>

    init(head: HTTPHead, pieces: [[UInt8]]) { (self.head, self.pieces) = (head, pieces[...]) }

    func next() -> [UInt8]? { pieces.popFirst() }
    func close() {}
  }
}

enum ServerSeeds {
  static let all: [[UInt8]] = texts.flatMap { text in
    [[0, 1, 5, 15], [5, 15, 15, 15], [14, 4, 4, 4]].map { $0 + Array(text.utf8) }
  }

  private static let texts = [
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null},\"finish_reason\":null}]}\n\ndata: {\"choices\":[{\"delta\":{\"reasoning_content\":\"a\"}}]}\r\n\r\ndata:{\"choices\":[{\"delta\":{\"content\":\"바다\"},\"logprobs\":{\"content\":[{\"id\":7,\"token\":\"바다\",\"logprob\":-0.5}]}}]}\n\n: wait\n\ndata: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2,\"prompt_tokens_details\":{\"cached_tokens\":1}}}\n\ndata: [DONE]\n\n",
    "data: {\"choices\":[{\"text\":\" a\",\"logprobs\":{\"tokens\":[\" a\"],\"token_logprobs\":[-1]}}]}\rdata: {\"choices\":[{\"text\":\"\",\"finish_reason\":\"length\"}],\"timings\":{\"cache_n\":1,\"prompt_n\":2,\"predicted_n\":3,\"predicted_per_second\":9.5}}\r\r",
    "{\"choices\":[{\"message\":{\"content\":[{\"text\":\"<think>a</think>b\"}],\"tool_calls\":[{\"function\":{\"name\":\"f\"}}]},\"finish_reason\":\"tool_calls\"}]}",
    "data: {\"choices\":[{\"delta\":{\"content\":\"so sk-fuzz-\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"0123456789\"}}]}\n\nevent: error\ndata: {\"message\":\"sk-fuzz-0123456789\\u001b[2J\"}\n\n",
    "{\"error\":{\"message\":\"Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'; stream_options\",\"code\":\"insufficient_quota\"}}",
    "{\"data\":[{\"id\":\"a\",\"context_length\":8192},{\"id\":\"b\",\"meta\":{\"n_ctx\":2048}}]}",
    "[{\"detail\":[{\"msg\":\"x\"}]}]", "<!DOCTYPE html>", "Sun, 06 Nov 1994 08:49:47 GMT",
  ]
}
