import GenerationAPI
import Inference
import Support
import Synchronization
import Testing

/// Small random models in every block format, made by `Tests/Fixtures/make_tiny_models.py`.
enum TinyModel: String, CaseIterable {
  case llama = "tiny-llama"
  case llamaK = "tiny-llama-k"
  case llamaMore = "tiny-llama-more"
  case llamaLow = "tiny-llama-low"
  case gemma3 = "tiny-gemma3"

  func load() throws -> LocalModel {
    try LocalModel(path: fixture(rawValue + ".bin"), threads: 2)
  }

  func engine(
    threads: Int = 1, chunk: Int? = nil, kernels: String? = nil,
    cores: Cores? = nil
  ) throws -> Engine {
    try Engine(
      model: load(), cores: cores ?? Cores(total: threads), kernels: kernels, chunk: chunk,
      clock: now)
  }
}

/// Everything a generation said.
struct Transcript: Sendable {
  var start: GenerateStart?
  var prefill: [Int] = []
  var tokens: [GeneratedToken] = []
  var result: GenerateResult?

  var ids: [Int] { tokens.compactMap(\.id) }
  /// Log-probabilities, as bits.
  var bits: [UInt32] { tokens.map { ($0.logprob ?? .nan).bitPattern } }
}

extension LocalGenerator {
  /// Generates to the end. `onToken` may cancel.
  func generate(
    _ prompt: String, _ parameters: GenerateParameters, continuing: [Int] = [],
    onToken: @escaping @Sendable (Int, Cancellation?) -> Void = { _, _ in }
  ) async -> Transcript {
    let transcript = Guarded(Transcript())
    let handle = Guarded<Cancellation?>(nil)
    await withCheckedContinuation { continuation in
      let request = GenerateRequest(
        prompt: .text(prompt), continuing: continuing, parameters: parameters, sentAt: now())
      // Under the lock, so that whoever is told of a token finds the handle there.
      handle.update {
        $0 = start(request) { generation in
          switch generation.event {
          case .start(let start): transcript.update { $0.start = start }
          case .prefill(let done, _): transcript.update { $0.prefill.append(done) }
          case .token(let token):
            transcript.update { $0.tokens.append(token) }
            onToken(transcript.read { $0.tokens.count }, handle.read { $0 })
          case .done(let result):
            transcript.update { $0.result = result }
            continuation.resume()
          case .waiting, .limits: break
          }
        }
      }
    }
    return transcript.read { $0 }
  }
}

/// A value behind a lock.
final class Guarded<Value: Sendable>: Sendable {
  private let value: Mutex<Value>
  init(_ value: Value) { self.value = Mutex(value) }
  func read<Result: Sendable>(_ body: (Value) -> Result) -> Result { value.withLock { body($0) } }
  func update(_ body: (inout Value) -> Void) { value.withLock { body(&$0) } }
}

extension GenerateParameters {
  static func greedy(_ predict: Int) -> GenerateParameters {
    var parameters = GenerateParameters()
    parameters.temperature = 0
    parameters.predict = predict
    return parameters
  }

  static func random(_ seed: UInt64, _ predict: Int) -> GenerateParameters {
    var parameters = GenerateParameters()
    parameters.seed = seed
    parameters.predict = predict
    return parameters
  }
}
