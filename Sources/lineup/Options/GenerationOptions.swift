import ArgumentParser
import GenerationAPI

extension Budget: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

/// The flags that say how tokens are chosen, named as llama.cpp names them.
struct GenerationOptions: ParsableArguments {
  @Option(
    name: .customLong("temp"), parsing: .unconditional, help: "Temperature; 0 is greedy. (0.8)")
  var temperature: Float?
  @Option(parsing: .unconditional, help: "Keep the K most likely tokens; 0 keeps all. (40)")
  var topK: Int?
  @Option(parsing: .unconditional, help: "Keep the most likely tokens that add up to P. (0.95)")
  var topP: Float?
  @Option(parsing: .unconditional, help: "Drop tokens below this share of the likeliest. (0.05)")
  var minP: Float?
  @Option(parsing: .unconditional, help: "Penalty on tokens seen lately; 1 is none. (1.0)")
  var repeatPenalty: Float?
  @Option(
    parsing: .unconditional, help: "How many of the last tokens it looks at; -1 all. (64)")
  var repeatLastN: Int?
  @Option(parsing: .unconditional, help: "Every pane's seed. (random, always recorded)")
  var seed: Int?
  @Option(
    name: [.customShort("n"), .long], parsing: .unconditional,
    help: "Most tokens to generate; -1 until the context is full. (512, base models 128)")
  var predict: Int?
  @Option(
    name: [.customShort("c"), .long], help: "Tokens the context holds. (the model's, at most 8192)")
  var ctxSize: Int?
  @Option(
    parsing: .unconditionalSingleValue, help: "A text that ends the answer; may be repeated.")
  var stop: [String] = []
  @Option(
    name: [.customShort("t"), .long], parsing: .unconditional,
    help: "Compute threads in all. (the cores)")
  var threads: Int?
  @Option(
    name: [.customLong("system"), .customLong("sys", withSingleDash: true)],
    parsing: .unconditional, help: "System message for chat models.")
  var system: String?
  @Flag(help: "No chat template: the prompt is given as it is.")
  var raw = false
  @Flag(help: "Load models even where memory does not suffice.")
  var overcommit = false
  @OptionGroup var localOnly: LocalOnlyOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What servers may cost in this session, such as 2.50 or \"2.50 EUR\"; stops before that is passed.",
      valueName: "amount"))
  var budget: Budget?

  func validate() throws {
    func check(_ name: String, _ isFine: Bool, _ rule: String) throws {
      if !isFine { throw ValidationError("--\(name) must be \(rule).") }
    }
    try check("temp", temperature.map { $0 >= 0 && $0.isFinite } ?? true, "a number from 0 on")
    try check("top-k", topK.map { $0 >= 0 } ?? true, "0 or more")
    try check("top-p", topP.map { (0...1).contains($0) } ?? true, "from 0 to 1")
    try check("min-p", minP.map { (0...1).contains($0) } ?? true, "from 0 to 1")
    try check(
      "repeat-penalty", repeatPenalty.map { $0 > 0 && $0.isFinite } ?? true, "a number above 0")
    try check("repeat-last-n", repeatLastN.map { $0 >= -1 } ?? true, "-1 or more")
    try check("predict", predict.map { $0 >= -1 } ?? true, "-1 or more")
    try check("ctx-size", ctxSize.map { $0 >= 1 } ?? true, "1 or more")
    try check("threads", threads.map { (1...1024).contains($0) } ?? true, "from 1 to 1024")
  }

  /// The settings of a new pane.
  var settings: PaneSettings {
    var settings = PaneSettings()
    func set<Value>(_ name: String, _ value: Value?, _ assign: (inout PaneSettings, Value) -> Void)
    {
      guard let value else { return }
      assign(&settings, value)
      settings.mark(name, "flag")
    }
    set("temp", temperature) { $0.parameters.temperature = $1 }
    set("top_k", topK) { $0.parameters.topK = $1 }
    set("top_p", topP) { $0.parameters.topP = $1 }
    set("min_p", minP) { $0.parameters.minP = $1 }
    set("repeat_penalty", repeatPenalty) { $0.parameters.repeatPenalty = $1 }
    set("repeat_last_n", repeatLastN) { $0.parameters.repeatLastN = $1 }
    set("seed", seed) { $0.seed = UInt64(bitPattern: Int64($1)) }
    set("predict", predict) { $0.parameters.predict = $1 }
    set("ctx_size", ctxSize) { $0.contextSize = $1 }
    set("stop", stop.isEmpty ? nil : stop) { $0.parameters.stop = $1 }
    set("system", system) { $0.system = $1 }
    set("raw", raw ? true : nil) { $0.isRaw = $1 }
    return settings
  }
}
