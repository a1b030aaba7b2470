import Dispatch
import GenerationAPI
import Glibc
import Inference
import Synchronization

/// Sequences of one model that generate without end while another reads a prompt, scheduled as
/// panes are.
final class ReadingBeside: Sendable {
  /// Tokens a second.
  struct Rates {
    /// All that generate, together, while nothing is read.
    var alone: Double
    /// The same while the prompt is read.
    var beside: Double
    var reading: Double
  }

  private let writers: [LocalGenerator]
  private let reader: LocalGenerator
  private let promptTokens: Int
  private let written = Atomic<Int>(0)
  private let isOver = Atomic<Bool>(false)
  /// Why nothing can be measured: one sentence.
  private let problem = Mutex<String?>(nil)
  private let ending = DispatchGroup()

  /// - Parameter promptTokens: of the prompt, about; `contextSize` of it is what the model must
  ///   have been trained for.
  init(_ engine: Engine, writers count: Int, promptTokens: Int) throws(ModelError) {
    var writers: [LocalGenerator] = []
    for _ in 0..<count { writers.append(try engine.makeGenerator(contextSize: 1024)) }
    self.writers = writers
    reader = try engine.makeGenerator(contextSize: Self.contextSize(promptTokens))
    self.promptTokens = promptTokens
  }

  /// Tokens that the context has to hold: how many a text has is known about.
  static func contextSize(_ promptTokens: Int) -> Int { promptTokens * 10 / 9 + 64 }

  /// - Parameters:
  ///   - runs: how often a prompt is read, another one each time.
  ///   - tokens: that each sequence generates before, alone.
  /// - Throws: `Failure` where the model says nothing, or can't take the prompt.
  func measure(runs: Int, tokens: Int) throws -> [Rates] {
    for index in writers.indices { write(index, 0) }
    // The first only warms up.
    let rates = (0...runs).map { run in
      let start = written.load(ordering: .relaxed)
      let alone = writing {
        while written.load(ordering: .relaxed) < start + writers.count * tokens, !hasFailed {
          usleep(500)
        }
      }
      var reading = 0.0
      let beside = writing { reading = hasFailed ? 0 : read(run) }
      return Rates(alone: alone, beside: beside, reading: reading)
    }
    isOver.store(true, ordering: .relaxed)
    ending.wait()
    if let problem = problem.withLock({ $0 }) { throw Failure(problem) }
    return Array(rates.dropFirst())
  }

  private var hasFailed: Bool { problem.withLock { $0 != nil } }

  private func fail(_ sentence: String) { problem.withLock { $0 = $0 ?? sentence } }

  /// Tokens that are generated each second while `body` runs.
  private func writing(while body: () -> Void) -> Double {
    let (start, began) = (written.load(ordering: .relaxed), Machine.clock())
    body()
    let count = written.load(ordering: .relaxed) - start
    return Double(count) / max(Machine.clock() - began, 1e-9)
  }

  /// Has one sequence generate, and something else where it ends.
  private func write(_ index: Int, _ time: Int) {
    var parameters = GenerateParameters()
    parameters.predict = 900
    parameters.seed = UInt64(time)
    let request = GenerateRequest(
      prompt: .text("Story number \(index): "), parameters: parameters, sentAt: Machine.clock())
    ending.enter()
    let mayEnd = Box(Mutex<Cancellation?>(nil))
    let cancellation = writers[index].start(request) { [self] generation in
      switch generation.event {
      case .token:
        written.add(1, ordering: .relaxed)
        if isOver.load(ordering: .relaxed) { mayEnd.value.withLock { $0?.cancel() } }
      case .done(let result):
        if result.metrics.tokens == 0, result.reason != .cancelled {
          fail(result.error ?? "it generates nothing that could be measured")
        } else if !isOver.load(ordering: .relaxed) {
          write(index, time + 1)
        }
        ending.leave()
      case .start, .prefill, .waiting, .limits: break
      }
    }
    mayEnd.value.withLock { $0 = cancellation }
  }

  /// Reads a prompt; how many tokens a second.
  private func read(_ run: Int) -> Double {
    let unit = " and what then"
    let tokenizer = reader.engine.model.tokenizer
    let each = tokenizer.encode(
      String(repeating: unit, count: 64), addSpecial: false, parseSpecial: false
    ).count
    let text = "\(run)" + String(repeating: unit, count: promptTokens * 64 / each)
    var parameters = GenerateParameters()
    parameters.predict = 0
    let rate = Box(Mutex(0.0))
    let isDone = DispatchSemaphore(value: 0)
    _ = reader.start(
      GenerateRequest(prompt: .text(text), parameters: parameters, sentAt: Machine.clock())
    ) { generation in
      guard case .done(let result) = generation.event else { return }
      if let error = result.error { self.fail(error) }
      rate.value.withLock { $0 = result.metrics.prefillRate ?? 0 }
      isDone.signal()
    }
    isDone.wait()
    return rate.value.withLock { $0 }
  }
}
