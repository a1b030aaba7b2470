import ArgumentParser
import Glibc
import Inference
import SessionLog

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure how fast models run on this machine.",
    discussion: """
      Per model and thread count: how many tokens a second are read of a prompt ("pp512") and \
      generated ("tg128"), as llama-bench defines them, tokenising and sampling not counted; \
      "tg128@4" is the rate of four sequences of one model together, "tg128@d4096" that behind a \
      context of 4096 tokens. "limit" is how often a second the same cores can read the weights: \
      generating cannot be faster. With --json, a line a result: {"model", "threads", "test", \
      "tps_mean", "tps_sd", "tps_max", "runs"}, all in tokens a second; a limit's line has \
      "bytes", the size of the weights, too.
      """)

  @Argument(help: "Models: paths or names.")
  var models: [String]
  @Option(name: [.customShort("p"), .customLong("prompt")], help: "Tokens of the prompt; 0: none.")
  var promptTokens = 512
  @Option(name: [.customShort("n"), .customLong("predict")], help: "Tokens generated; 0: none.")
  var generated = 128
  @Option(name: [.customShort("r"), .customLong("repetitions")], help: "Runs of each test.")
  var runs = 5
  @Option(
    name: [.customShort("t"), .long], help: "Compute threads; several, with commas. (the cores)")
  var threads: Counts?
  @Option(help: "Sequences that generate together; several, with commas.")
  var batch = Counts([1])
  @Option(
    name: [.customShort("d"), .long],
    help: "Tokens in the context before generating; several, with commas.")
  var depth = Counts([0])
  @Flag(help: "Print a JSON object a line.")
  var json = false
  @Flag(help: "Load the model even where memory does not suffice.")
  var overcommit = false

  /// Whole numbers with commas between.
  struct Counts: ExpressibleByArgument {
    var values: [Int]

    init(_ values: [Int]) { self.values = values }

    init?(argument: String) {
      values = argument.split(separator: ",").compactMap { Int($0) }
      guard !values.isEmpty, values.count == argument.split(separator: ",").count else {
        return nil
      }
    }

    var defaultValueDescription: String { values.map(String.init).joined(separator: ",") }
  }

  func validate() throws {
    func check(_ name: String, _ isFine: Bool, _ rule: String) throws {
      if !isFine { throw ValidationError("\(name) must be \(rule).") }
    }
    try check("-p", promptTokens >= 0, "0 or more")
    try check("-n", generated >= 0, "0 or more")
    try check("-r", (1...1000).contains(runs), "from 1 to 1000")
    try check(
      "--threads", threads?.values.allSatisfy((1...1024).contains) ?? true, "from 1 to 1024")
    try check(
      "--batch", batch.values.allSatisfy((1...Engine.maxSequences).contains),
      "from 1 to \(Engine.maxSequences)")
    try check("--depth", depth.values.allSatisfy { $0 >= 0 }, "0 or more")
  }

  func run() throws {
    let arguments = try ModelArgument.all(models, folder: Places.ofUser.models)
    let counts = threads?.values ?? [Machine.cores]
    let memory = MemoryLedger(overcommits: overcommit)
    if !json { BenchRow.printHead() }
    for argument in arguments {
      do {
        let model = try LocalModel(
          path: argument.path, threads: Machine.cores,
          admit: { (header) throws(ModelError) in
            try memory.admit(header, path: argument.path, contextSize: longest)
          })
        guard longest <= model.configuration.contextLength else {
          throw ModelError.contextTooLong(longest, trained: model.configuration.contextLength)
        }
        for threads in counts {
          let engine = try Engine(
            model: model, cores: Cores(total: threads), kernels: Machine.kernels,
            clock: Machine.clock)
          try measure(engine, argument.name, threads)
        }
      } catch let error as ModelError {
        throw Failure("\(argument.path): \(error)")
      }
      memory.release(path: argument.path)
    }
  }

  /// Tokens that the longest context holds.
  private var longest: Int { max(promptTokens, (depth.values.max() ?? 0) + generated, 1) }

  private func measure(_ engine: Engine, _ name: String, _ threads: Int) throws {
    var bytes = 0
    let limit = try samples { () throws(ModelError) in
      let reading = engine.measureReading()
      bytes = reading.bytes
      return reading.rate
    }
    func report(_ test: String, _ rates: [Double], bytes: Int? = nil) {
      let row = BenchRow(
        model: name, threads: threads, test: test, rates: rates, bytes: bytes,
        limit: limit.max() ?? 0)
      json ? write(row.json) : row.print()
    }
    report("limit", limit, bytes: bytes)
    if promptTokens > 0 {
      report(
        "pp\(promptTokens)",
        try samples { () throws(ModelError) in try engine.measurePrefill(promptTokens) })
    }
    guard generated > 0 else { return }
    for depth in depth.values {
      for sequences in batch.values {
        let rates = try samples { () throws(ModelError) in
          try engine.measureDecode(generated, sequences: sequences, depth: depth)
        }
        let suffix = (sequences == 1 ? "" : "@\(sequences)") + (depth == 0 ? "" : "@d\(depth)")
        report("tg\(generated)" + suffix, rates)
      }
    }
  }

  /// The rates of all runs, after one that only warms up.
  private func samples(_ body: () throws(ModelError) -> Double) throws(ModelError) -> [Double] {
    _ = try body()
    var rates: [Double] = []
    for _ in 0..<runs { rates.append(try body()) }
    return rates
  }
}

/// One result, as a line for people or programs.
private struct BenchRow {
  var model: String
  var threads: Int
  var test: String
  var rates: [Double]
  var bytes: Int?
  /// Passes over the weights a second at best.
  var limit: Double

  private var mean: Double { rates.reduce(0, +) / Double(rates.count) }
  private var best: Double { rates.max() ?? 0 }
  /// Of the sample; 0 where there is one alone.
  private var deviation: Double {
    guard rates.count > 1 else { return 0 }
    let squares = rates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(rates.count - 1)).squareRoot()
  }

  var json: JSONValue {
    .object(
      [
        JSONField("model", .string(model)), JSONField("threads", .integer(threads)),
        JSONField("test", .string(test)), JSONField("tps_mean", .number(mean)),
        JSONField("tps_sd", .number(deviation)), JSONField("tps_max", .number(best)),
        JSONField("runs", .integer(rates.count)),
      ] + (bytes.map { [JSONField("bytes", .integer($0))] } ?? []))
  }

  static func printHead() {
    FileHandleOutput.standard.write(
      line("model", "threads", "test", "t/s", "± sd", "best", "of limit"))
  }

  func print() {
    var share = ""
    if test.hasPrefix("tg"), !test.contains("@") {
      share = Amounts.decimal(best / limit * 100) + "%"
    } else if let bytes {
      share = Amounts.decimal(best * Double(bytes) * 1e-9) + " GB/s"
    }
    FileHandleOutput.standard.write(
      Self.line(
        model, "\(threads)", test, Amounts.decimal(mean), Amounts.decimal(deviation),
        Amounts.decimal(best), share))
  }

  private static func line(
    _ model: String, _ threads: String, _ test: String, _ mean: String, _ deviation: String,
    _ best: String, _ share: String
  ) -> String {
    func right(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - Amounts.width(text))) + text
    }
    return Amounts.padded(model, 24) + right(threads, 8) + "  " + Amounts.padded(test, 14)
      + right(mean, 9) + right(deviation, 8) + right(best, 9) + right(share, 11) + "\n"
  }
}
