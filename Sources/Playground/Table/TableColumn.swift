/// A column of the table across panes, in the order they stand.
enum TableColumn: Int, Sendable, Equatable, Hashable, CaseIterable {
  case pane, model, quantisation, parameters, shots, expect, temperature, seed
  case answers, rate, ttft, prefill, tokens, reasoning, cost, median, slow, slowest
  case context, memory, stop, condition

  /// What is better, where panes can be ranked by it.
  enum Better: Sendable { case more, less }

  var better: Better? {
    switch self {
    case .rate, .prefill: .more
    case .ttft, .median, .slow, .slowest, .cost: .less
    default: nil
    }
  }

  /// Whether its figures have the wait for the prompt's reading in them, which a cached prompt
  /// shortens.
  var countsReading: Bool { self == .ttft }

  /// It is made of counted tokens, which servers may leave to be estimated.
  var countsTokens: Bool {
    [.rate, .tokens, .prefill, .median, .slow, .slowest].contains(self)
  }

  /// The first order a key gives: numbers that are better when they are more begin with the most.
  var startsHigh: Bool {
    switch self {
    case .rate, .prefill, .tokens, .reasoning, .cost, .answers, .parameters, .memory, .context: true
    default: false
    }
  }

  var isText: Bool {
    switch self {
    case .model, .quantisation, .expect, .stop, .condition: true
    default: false
    }
  }

  func title(_ scope: TableView.Scope) -> String {
    switch self {
    case .pane: ""
    case .model: "model"
    case .quantisation: "quant"
    case .parameters: "params"
    case .shots: "shots"
    case .expect: "expect"
    case .temperature: "temp"
    case .seed: "seed"
    case .answers: "answers"
    case .rate: "t/s"
    case .ttft: "ttft"
    case .prefill: "prefill"
    case .tokens: "tok"
    case .reasoning: "think"
    case .cost: "cost"
    case .median: "p50"
    case .slow: "p95"
    case .slowest: "max"
    case .context: "ctx"
    case .memory: "MiB"
    case .stop: "end"
    case .condition: "condition"
    }
  }

  /// What it is called in a sentence.
  var name: String {
    switch self {
    case .pane: "pane"
    case .prefill: "prefill t/s"
    case .reasoning: "reasoning tokens"
    case .median: "ITL p50"
    case .slow: "ITL p95"
    case .slowest: "ITL max"
    case .stop: "how it ended"
    default: title(.turn)
    }
  }

  /// Cells a value takes at most, the sign for the best not counted; nil for names.
  var width: Int? {
    switch self {
    case .pane, .model: nil
    case .quantisation: 7
    case .parameters: 6
    case .shots: 5
    case .expect: 8
    case .temperature: 4
    case .seed: 10
    case .answers: 7
    case .rate: 5
    case .ttft, .median, .slow, .slowest: 6
    case .prefill: 7
    case .tokens: 6
    case .reasoning: 6
    case .cost: 10
    case .context: 4
    case .memory: 9
    case .stop: 7
    case .condition: 9
    }
  }

  /// What goes first where there is little room; nil for what never goes.
  static let dropped: [TableColumn] = [
    .seed, .slowest, .median, .parameters, .slow, .memory, .context, .temperature, .quantisation,
    .prefill, .answers, .condition, .stop, .reasoning, .tokens, .ttft, .expect, .shots, .cost,
  ]

  static func columns(_ scope: TableView.Scope) -> [TableColumn] {
    allCases.filter { column in
      switch scope {
      case .turn: column != .answers
      case .session: column != .seed && column != .stop && column != .context
      }
    }
  }
}
