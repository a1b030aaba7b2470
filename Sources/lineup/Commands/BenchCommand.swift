import ArgumentParser
import Dispatch
import Glibc
import Inference
import JSON
import SessionLog
import Synchronization

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure how fast models run on this machine.",
    discussion: """
      Per model and thread count: how many tokens a second are read of a prompt ("pp512") and \
      generated ("tg128"), as llama-bench defines them, tokenising and sampling not counted; \
      "tg128@4" is the rate of four sequences of one model together, "tg128@d4096" that behind a \
      context of 4096 tokens. With --together the models named generate at the same time, with the \
      cores shared among them: "tg128+1" is the rate beside one other model. With --beside 4000 the \
      sequences of --batch generate while one more reads a prompt of about so many tokens: \
      "tg@3+pp4000" is their rate, "pp4000+tg@3" the reader's. "limit" is how often a second the \
      same cores can read the weights: generating cannot be faster. With --json, a line a result: {"model", "threads", "test", \
      "tps_mean", "tps_sd", "tps_max", "runs"}, all in tokens a second; a limit's line has \
      "bytes", the size of the weights, too.
      """)

  @Argument(help: "Models: paths or names.", completion: Completions.models)
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
  @Option(help: "Tokens of a prompt that is read while the sequences generate; 0: none.")
  var beside = 0
  @Flag(help: "Measure the models while all of them generate at once.")
  var together = false
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
    try check("--beside", beside >= 0, "0 or more")
    if together, beside > 0 {
      throw ValidationError("--beside is measured with one model at a time, without --together.")
    }
    try check("--depth", depth.values.allSatisfy { $0 >= 0 }, "0 or more")
  }

  func run() throws {
    let arguments = try ModelArgument.all(models, folder: Places.ofUser.models)
    let counts = threads?.values ?? [Machine.cores]
    let memory = MemoryLedger(overcommits: overcommit)
    if !json { BenchRow.showHead() }
    if together {
      let models = try arguments.map { try load($0, memory) }
      for threads in counts {
        let cores = Cores(total: threads)
        let named = try zip(arguments, models).map {
          (name: $0.name, throughput: try throughput(engine($1, $0.path, cores), $0.path))
        }
        measureTogether(named, threads)
      }
      return
    }
    for argument in arguments {
      let model = try load(argument, memory)
      for threads in counts {
        let engine = try engine(model, argument.path, Cores(total: threads))
        measure(try throughput(engine, argument.path), argument.name, threads)
        if beside > 0 { try measureBeside(engine, argument, threads) }
      }
      memory.release(path: argument.path)
    }
  }

  private func load(_ argument: ModelArgument, _ memory: MemoryLedger) throws -> LocalModel {
    do throws(ModelError) {
      let model = try LocalModel(
        path: argument.path, threads: Machine.cores,
        admit: { (header) throws(ModelError) in
          try memory.admit(header, path: argument.path, contextSize: longest)
        })
      guard longest <= model.configuration.contextLength else {
        throw .contextTooLong(longest, trained: model.configuration.contextLength)
      }
      return model
    } catch {
      throw Failure("\(argument.path): \(error)")
    }
  }

  private func engine(_ model: LocalModel, _ path: String, _ cores: Cores) throws -> Engine {
    try naming(path) { () throws(ModelError) in
      try Engine(model: model, cores: cores, kernels: Machine.kernels, clock: Machine.clock)
    }
  }

  private func throughput(_ engine: Engine, _ path: String) throws -> Throughput {
    try naming(path) { () throws(ModelError) in
      try Throughput(
        engine, sequences: together ? 1 : batch.values.max() ?? 1, positions: longest)
    }
  }

  /// Puts the file's name before an error.
  private func naming<T>(_ path: String, _ body: () throws(ModelError) -> T) throws -> T {
    do throws(ModelError) { return try body() } catch { throw Failure("\(path): \(error)") }
  }

  /// Tokens that the longest context holds.
  private var longest: Int {
    max(
      promptTokens, (depth.values.max() ?? 0) + generated,
      beside > 0 ? ReadingBeside.contextSize(beside) : 1)
  }

  private func measure(_ throughput: Throughput, _ name: String, _ threads: Int) {
    var bytes = 0
    let limit = samples {
      let reading = throughput.reading()
      bytes = reading.bytes
      return reading.rate
    }
    func report(_ test: String, _ rates: [Double], bytes: Int? = nil) {
      BenchRow(
        model: name, threads: threads, test: test, rates: rates, bytes: bytes,
        limit: limit.max() ?? 0
      ).report(json: json)
    }
    report("limit", limit, bytes: bytes)
    if promptTokens > 0 {
      report("pp\(promptTokens)", samples { throughput.prefill(promptTokens) })
    }
    guard generated > 0 else { return }
    for depth in depth.values {
      for sequences in batch.values {
        let suffix = (sequences == 1 ? "" : "@\(sequences)") + (depth == 0 ? "" : "@d\(depth)")
        report(
          "tg\(generated)" + suffix,
          samples { throughput.decode(generated, sequences: sequences, depth: depth) })
      }
    }
  }

  private func measureBeside(_ engine: Engine, _ argument: ModelArgument, _ threads: Int) throws {
    for sequences in batch.values {
      let load = try naming(argument.path) { () throws(ModelError) in
        try ReadingBeside(engine, writers: sequences, promptTokens: beside)
      }
      let rates = try load.measure(runs: runs, tokens: max(1, generated))
      let (writing, reading) = ("tg@\(sequences)", "pp\(beside)")
      for (test, rates) in [
        (writing, rates.map(\.alone)), (writing + "+" + reading, rates.map(\.beside)),
        (reading + "+" + writing, rates.map(\.reading)),
      ] {
        BenchRow(model: argument.name, threads: threads, test: test, rates: rates)
          .report(json: json)
      }
    }
  }

  /// Has all models generate until each has done so `runs` times; counts what each generates
  /// while all do.
  private func measureTogether(
    _ models: [(name: String, throughput: Throughput)], _ threads: Int
  ) {
    let counts = models.map { _ in Box(Atomic<Int>(0)) }
    let isOver = Box(Atomic<Bool>(false))
    let group = DispatchGroup()
    for (model, count) in zip(models, counts) {
      let throughput = model.throughput
      let generated = max(1, generated)
      DispatchQueue.global(qos: .utility).async(group: group) {
        while !isOver.value.load(ordering: .relaxed) {
          _ = throughput.decode(generated) { count.value.add(1, ordering: .relaxed) }
        }
      }
    }
    func wait(for steps: Int) -> (now: Double, counts: [Int]) {
      let before = counts.map { $0.value.load(ordering: .relaxed) }
      while true {
        let now = counts.map { $0.value.load(ordering: .relaxed) }
        if zip(now, before).allSatisfy({ $0 - $1 >= steps }) { return (Machine.clock(), now) }
        usleep(1000)
      }
    }
    var rates = models.map { _ in [Double]() }
    var last = wait(for: max(1, generated / 4))
    for _ in 0..<runs {
      let next = wait(for: max(1, generated))
      for index in rates.indices {
        let tokens = Double(next.counts[index] - last.counts[index])
        rates[index].append(tokens / (next.now - last.now))
      }
      last = next
    }
    isOver.value.store(true, ordering: .relaxed)
    group.wait()
    for (model, rates) in zip(models, rates) {
      BenchRow(
        model: model.name, threads: threads, test: "tg\(generated)+\(models.count - 1)",
        rates: rates
      ).report(json: json)
    }
  }

  /// The rates of all runs, after one that only warms up.
  private func samples(_ body: () -> Double) -> [Double] {
    _ = body()
    return (0..<runs).map { _ in body() }
  }
}

/// One result, as a line for people or programs.
private struct BenchRow {
  var model: String
  var threads: Int
  var test: String
  var rates: [Double]
  var bytes: Int?
  /// Passes over the weights a second at best; 0 where that was not measured.
  var limit = 0.0

  private var mean: Double { rates.reduce(0, +) / Double(rates.count) }
  private var best: Double { rates.max() ?? 0 }
  /// Of the sample; 0 where there is one alone.
  private var deviation: Double {
    guard rates.count > 1 else { return 0 }
    let squares = rates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(rates.count - 1)).squareRoot()
  }

  private var json: JSONValue {
    .object(
      [
        JSONField("model", .string(model)), JSONField("threads", .integer(threads)),
        JSONField("test", .string(test)), JSONField("tps_mean", .number(mean)),
        JSONField("tps_sd", .number(deviation)), JSONField("tps_max", .number(best)),
        JSONField("runs", .integer(rates.count)),
      ] + (bytes.map { [JSONField("bytes", .integer($0))] } ?? []))
  }

  static func showHead() {
    FileHandleOutput.standard.write(
      line("model", "threads", "test", "t/s", "± sd", "best", "of limit"))
  }

  func report(json asJSON: Bool) { asJSON ? write(json) : show() }

  private func show() {
    var share = ""
    if limit > 0, test.hasPrefix("tg"), !test.contains("@") {
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
