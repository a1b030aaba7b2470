import ArgumentParser
import Dispatch
import Glibc
import Inference
import JSON
import SessionLog
import Synchronization

struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score", abstract: "Say how likely a model finds a text.",
    discussion: """
      Standard input is the text. With --jsonl each line is a JSON string, or an array of token \
      ids to be taken as they are. Each answer line: {"tokens", "logprobs" (the first null, \
      natural logarithms), "nll" (their sum, negated), "perplexity" (exp(nll / n)), \
      "bits_per_byte" (of the decoded text)}, or {"error": …}.
      """)

  @Argument(help: "The model, a path or a name.", completion: Completions.models)
  var model: String
  @Flag(help: "A JSON string or array a line in, an object a line out.")
  var jsonl = false
  @Option(
    name: [.customShort("c"), .long], help: "Tokens the context holds. (the model's, at most 8192)")
  var ctxSize: Int?
  @Option(name: [.customShort("t"), .long], help: "Compute threads. (the cores)")
  var threads: Int?
  @Flag(help: "Load the model even where memory does not suffice.")
  var overcommit = false

  func validate() throws {
    if let ctxSize, ctxSize < 1 { throw ValidationError("--ctx-size must be 1 or more.") }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads must be from 1 to 1024.")
    }
  }

  func run() throws {
    let argument = try ModelArgument(model, folder: Places.ofUser.models)
    let engine: Engine
    let generator: LocalGenerator
    do {
      let cores = Cores(total: threads ?? Machine.cores)
      let memory = MemoryLedger(overcommits: overcommit)
      let model = try LocalModel(
        path: argument.path, threads: cores.total,
        admit: { (header) throws(ModelError) in
          try memory.admit(header, path: argument.path, contextSize: ctxSize)
        })
      engine = try Engine(
        model: model, cores: cores, kernels: Machine.kernels, clock: Machine.clock)
      generator = try engine.makeGenerator(contextSize: ctxSize)
    } catch {
      throw Failure("\(argument.path): \(error)")
    }
    var lines = InputLines()
    guard jsonl else {
      let ids = engine.model.tokenizer.encode(lines.rest(), addSpecial: true, parseSpecial: true)
      let answer = score(.array(ids.map { .integer($0) }), engine, generator)
      if case .object(let fields) = answer, case .string(let reason)? = fields.first?.value {
        throw Failure(reason)
      }
      write(answer)
      return
    }
    while let line = lines.next() {
      do {
        write(score(try JSONValue.parse(line, text: .strict), engine, generator))
      } catch {
        write(.error("the line is not JSON: \(error)"))
      }
    }
  }

  private func score(
    _ line: JSONValue, _ engine: Engine, _ generator: LocalGenerator
  ) -> JSONValue {
    let ids: [Int]
    switch line {
    case .string(let text):
      ids = engine.model.tokenizer.encode(text, addSpecial: true, parseSpecial: true)
    case .array(let values):
      var integers: [Int] = []
      for value in values {
        guard case .integer(let id) = value else {
          return .error("the array holds something that is not a token id")
        }
        integers.append(id)
      }
      ids = integers
    default: return .error("the line is neither a JSON string nor an array of token ids")
    }
    guard !ids.isEmpty else { return .error("the text has no tokens") }
    let answer = Mutex<Result<[Float], ScoreError>?>(nil)
    let ready = DispatchSemaphore(value: 0)
    let box = Box(answer)
    generator.score(ids) { result in
      box.value.withLock { $0 = result }
      ready.signal()
    }
    ready.wait()
    switch box.value.withLock({ $0 }) {
    case .success(let logprobs)?: return Self.report(ids, logprobs, engine)
    case .failure(let error)?: return .error(error.sentence)
    case nil: return .error("the model gave no answer")
    }
  }

  private static func report(_ ids: [Int], _ logprobs: [Float], _ engine: Engine) -> JSONValue {
    let nll = logprobs.reduce(0.0) { $0 - Double($1) }
    let count = Double(max(1, logprobs.count))
    // A BOS that the model asks for is no part of the text.
    let tokenizer = engine.model.tokenizer
    let text = tokenizer.addsBOS && ids.first == tokenizer.bos ? ids.dropFirst() : ids[...]
    let bytes = text.reduce(0) { $0 + tokenizer.piece(of: $1, special: true).count }
    return .object([
      JSONField("tokens", .array(ids.map { .integer($0) })),
      JSONField("logprobs", .array([.null] + logprobs.map { JSONValue($0) })),
      JSONField("nll", number(nll)),
      JSONField("perplexity", logprobs.isEmpty ? .null : number(exp(nll / count))),
      JSONField(
        "bits_per_byte",
        logprobs.isEmpty || bytes == 0 ? .null : number(nll / log(2) / Double(bytes))),
    ])
  }

  private static func number(_ value: Double) -> JSONValue {
    value.isFinite ? .number(value) : .null
  }
}

/// Carries a lock into closures.
final class Box<Value: ~Copyable & Sendable>: Sendable {
  let value: Value
  init(_ value: consuming Value) { self.value = value }
}
