import GenerationAPI
import JSON
import SessionLog

/// What came of one model with one number of examples.
struct BatchFigures: Equatable {
  var model: String
  var path: String
  var shots: Int
  /// How many there are to be answered.
  var inputs: Int
  var answered = 0
  /// Of those answered, the ones of which it can be told whether they are as expected.
  var checked = 0
  var met = 0
  /// Inputs that could not be answered, and why the first of them.
  var failed = 0
  var failure: String?
  /// Of all prompts together, and of these those of the examples.
  var promptTokens = 0
  var exampleTokens = 0
  /// Of all answers together.
  var tokens = 0
  /// What a server charges for all of them together; nil where that is not known.
  var cost: Cost?
  /// The median.
  var ttftMilliseconds: Double?
  /// For how long it was at work.
  var seconds = 0.0
  /// Most memory of the process meanwhile, bytes; 0 where it was not looked at, and of a server's.
  var peak = 0

  init(model: String, path: String = "", shots: Int, inputs: Int) {
    self.model = model
    self.path = path
    self.shots = shots
    self.inputs = inputs
  }

  init(
    model: String, path: String, shots: Int, inputs: Int, _ answers: [BatchAnswer],
    seconds: Double, peak: Int
  ) {
    self.init(model: model, path: path, shots: shots, inputs: inputs)
    answered = answers.count
    let verdicts = answers.compactMap(\.verdict)
    checked = verdicts.count
    met = verdicts.count(where: \.isMet)
    let failures = answers.compactMap(\.error)
    failed = failures.count
    failure = failures.first
    promptTokens = answers.reduce(0) { $0 + $1.promptTokens }
    exampleTokens = answers.reduce(0) { $0 + $1.exampleTokens }
    tokens = answers.reduce(0) { $0 + $1.tokens }
    var spending = Spending()
    for cost in answers.compactMap(\.cost) { spending.add(cost) }
    cost = spending.costs.first
    ttftMilliseconds = Self.median(answers.compactMap(\.ttftMilliseconds))
    self.seconds = seconds
    self.peak = peak
  }

  private static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// The share that is as expected.
  var share: Double? { checked > 0 ? Double(met) / Double(checked) : nil }
  var interval: WilsonInterval? { WilsonInterval(met: met, of: checked) }
  /// Tokens of all answers a second, those that were generated at the same time together.
  var rate: Double? { seconds > 0 ? min(Double(tokens) / seconds, 1e12) : nil }

  /// A line of `--json`.
  var event: SessionEvent.Body {
    func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
    let interval = interval.map { JSONValue.array([.number($0.low), .number($0.high)]) }
    return .unknown(
      type: "batch_result",
      fields: [
        JSONField("model", .string(model)), JSONField("path", .string(path)),
        JSONField("shots", .integer(shots)), JSONField("inputs", .integer(inputs)),
        JSONField("answered", .integer(answered)), JSONField("failed", .integer(failed)),
        JSONField("checked", .integer(checked)), JSONField("met", .integer(met)),
        JSONField("share", number(share)), JSONField("interval", interval ?? .null),
        JSONField("prompt_tokens", .integer(promptTokens)),
        JSONField("example_tokens", .integer(exampleTokens)),
        JSONField("tokens", .integer(tokens)), JSONField("cost", number(cost?.amount)),
        JSONField("currency", cost.map { .string($0.currency) } ?? .null),
        JSONField("cost_estimated", cost.map { .bool($0.isEstimated) } ?? .null),
        JSONField("ttft_ms", number(ttftMilliseconds)),
        JSONField("tps", number(rate)),
        JSONField("seconds", number((seconds * 1e6).rounded() / 1e6)),
        JSONField("rss", peak > 0 ? .integer(peak) : .null),
      ])
  }
}
