import ArgumentParser
import Configuration
import GenerationAPI
import Glibc
import SessionLog

extension DataPlace: ExpressibleByArgument {}
extension WantedQuality: ExpressibleByArgument {}

struct AdviseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "advise",
    abstract: "Ask four questions and say what fits: a small model of your own, a server, an API.",
    discussion: """
      On a terminal it asks what the command line leaves open: a number or a word answers, Enter takes \
      what stands in brackets, Ctrl-D ends. Elsewhere what is left open is taken as usual, and the answer \
      says so.

      It names models of the catalogue that fit and can be had, with the sum of their memory; how fast \
      they would be here, scaled from a model that is measured (--measure); and what an API would cost a \
      month, by the prices in config.yaml, those that are given, and published ones with their day.

      With --json one object: {answers {data, cores, memory, this_machine, requests, tokens_in, \
      tokens_out, quality}, assumed, situation (own_model, own_server, api, either), says, models [{name, \
      parameters, quantisation, here, memory {weights, kv, scratch, total, context}, time {prefill_tps, \
      tps, seconds, hours_a_day, fits_day}}], too_large (the smallest of that quality where none fits), \
      measured {model, prefill_tps, tps, bytes_per_token}, costs [{model, month, currency, source}], \
      machine {model, hours, kwh, price}, next}. Memory is in bytes; what is not known is null.
      """)

  @Option(help: "Where data may go: nowhere, server (one of our own), anywhere.")
  var data: DataPlace?
  @Option(
    help: "this, or another one as CORES,GIB of memory, such as 16,64.")
  var machine: String?
  @Option(help: "Requests a day.")
  var requests: Int?
  @Option(help: "narrow (a narrow task, with examples), general (help with this and that), best.")
  var quality: WantedQuality?
  @Option(help: "Tokens of a request's prompt.")
  var tokensIn = AdviceAnswers.standardTokensIn
  @Option(help: "Tokens of its answer.")
  var tokensOut = AdviceAnswers.standardTokensOut
  @Flag(
    inversion: .prefixedNo,
    help: "Measure how fast this machine is, in some seconds. (asked on a terminal)")
  var measure: Bool?
  @Option(help: "What an API asks for a million tokens of prompts.")
  var priceInput: Double?
  @Option(help: "The same of answers.")
  var priceOutput: Double?
  @Option(help: "In which currency.")
  var currency = "USD"
  @Option(help: "Watts that the machine draws while it computes.")
  var watt: Double?
  @Option(help: "What a kilowatt-hour costs.")
  var kwhPrice: Double?
  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    func check(_ name: String, _ isFine: Bool, _ rule: String) throws {
      if !isFine { throw ValidationError("--\(name) must be \(rule).") }
    }
    let count = 1...1_000_000_000
    try check("requests", requests.map(count.contains) ?? true, "from 1 to 1000000000")
    try check("tokens-in", (1...10_000_000).contains(tokensIn), "from 1 to 10000000")
    try check("tokens-out", (1...10_000_000).contains(tokensOut), "from 1 to 10000000")
    try check(
      "machine", machine.map { $0 == "this" || AdvisedMachine($0) != nil } ?? true, Self.machines)
    for (name, value) in [
      ("price-input", priceInput), ("price-output", priceOutput), ("watt", watt),
      ("kwh-price", kwhPrice),
    ] {
      try check(name, value.map { (0...1e9).contains($0) } ?? true, "from 0 to 1000000000")
    }
    try check(
      "price-output", (priceInput == nil) == (priceOutput == nil), "given with --price-input")
    try check("kwh-price", kwhPrice == nil || watt != nil, "given with --watt")
    try check("currency", 1...8 ~= currency.utf8.count, "a code such as EUR")
  }

  private static let machines = "this, or CORES,GIB such as 16,64"

  func run() throws {
    let dialogue =
      isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 ? AdviceDialogue() : nil
    var assumed: [String] = []
    let this = AdvisedMachine(
      cores: Machine.cores, memory: Machine.memoryLeft.bytes, kernels: Machine.facts.kernels)
    var answers = AdviceAnswers(machine: this)
    answers.tokensIn = tokensIn
    answers.tokensOut = tokensOut
    let local = LocalModels.ofUser
    var rate: MeasuredRate?
    do {
      if var dialogue {
        try ask(&answers, this, &dialogue)
        rate = try measured(answers, local, asking: &dialogue)
      } else {
        take(&answers, this, &assumed)
        rate = measure == true ? try measured(answers, local) : nil
      }
    } catch is AdviceDialogue.Ended {
      throw ExitCode(1)
    }
    let catalogue = Catalogue.ofUser
    if !catalogue.hasShipped { complain(ModelsTable.noCatalogue) }
    let facts = AdviceFacts(
      rows: catalogue.rows,
      here: Set(catalogue.rows.map(\.name).filter { local.path(named: $0) != nil }), rate: rate,
      prices: prices(catalogue), power: watt.map { .init(watt: $0, price: kwhPrice) })
    let text = AdviceText(advice: Advice(answers, facts), assumed: assumed)
    let output = FileHandleOutput.standard
    if json {
      output.write(json: Array(text.json.write().utf8))
    } else {
      output.write((dialogue == nil ? "" : "\n") + text.text(width: min(90, output.columns ?? 90)))
    }
  }

  // MARK: Answers

  private func take(
    _ answers: inout AdviceAnswers, _ this: AdvisedMachine, _ assumed: inout [String]
  ) {
    if let data { answers.data = data } else { assumed.append("data \(answers.data.rawValue)") }
    if let machine { answers.machine = AdvisedMachine(machine) ?? this }
    if let requests {
      answers.requests = requests
    } else {
      assumed.append("\(answers.requests) requests a day")
    }
    if let quality {
      answers.quality = quality
    } else {
      assumed.append("quality \(answers.quality.rawValue)")
    }
  }

  private func ask(
    _ answers: inout AdviceAnswers, _ this: AdvisedMachine, _ dialogue: inout AdviceDialogue
  ) throws {
    answers.data = try data ?? dialogue.choose(DataPlace.question, \.title)
    let given = machine.map { AdvisedMachine($0) ?? this }
    answers.machine =
      try given
      ?? dialogue.ask(
        "Which machine?\n  this       \(this.text)\n"
          + "  CORES,GIB  another one: 16,64 has 16 cores and 64 GiB of memory",
        standard: "this", wanted: Self.machines
      ) { $0 == "this" ? this : AdvisedMachine($0) }
    answers.requests =
      try requests
      ?? dialogue.ask(
        "How many requests a day?\n  each \(tokensIn) tokens in and \(tokensOut) out; "
          + "--tokens-in and --tokens-out say otherwise", standard: "\(answers.requests)",
        wanted: "a whole number from 1 to 1000000000"
      ) { AdviceDialogue.count($0) }
    answers.quality = try quality ?? dialogue.choose(WantedQuality.question, \.title)
  }

  private func measured(
    _ answers: AdviceAnswers, _ local: LocalModels, asking dialogue: inout AdviceDialogue
  ) throws -> MeasuredRate? {
    guard answers.machine.isThis, let candidate = RateMeasurement.candidate(local) else {
      return nil
    }
    let isWanted =
      try measure
      ?? (dialogue.ask(
        "Measure how fast this machine runs \(candidate.name)? It takes some seconds.",
        standard: "yes", wanted: "yes or no"
      ) { AdviceDialogue.choice($0, among: YesOrNo.allCases) } == .yes)
    return isWanted ? try measured(answers, local) : nil
  }

  private func measured(_ answers: AdviceAnswers, _ local: LocalModels) throws -> MeasuredRate? {
    guard answers.machine.isThis else { return nil }
    guard let candidate = RateMeasurement.candidate(local) else {
      throw Failure("there is no model here to measure with; lineup models pull smollm2 gets one")
    }
    return try RateMeasurement.measure(candidate)
  }

  private enum YesOrNo: String, CaseIterable { case yes, no }

  // MARK: Prices

  private func prices(_ catalogue: ModelCatalogue) -> [AdviceFacts.PricedModel] {
    var all: [AdviceFacts.PricedModel] = []
    if let priceInput, let priceOutput {
      all.append(
        .init(
          name: "an API at these prices", isEndpoint: false,
          prices: TokenPrices(input: priceInput, output: priceOutput, currency: currency),
          source: "as given"))
    }
    for endpoint in EndpointBook.ofUser.all where endpoint.host != nil {
      for (model, prices) in endpoint.listed.sorted(by: { $0.key < $1.key }) {
        all.append(
          .init(
            name: "\(endpoint.name)/\(model)", isEndpoint: true, prices: prices,
            source: "by config.yaml"))
      }
    }
    for row in catalogue.rows where row.access == .api {
      guard let prices = row.prices else { continue }
      let endpoint = row.endpoint.flatMap { $0.contains("/") ? $0 : nil }
      let name = endpoint ?? row.title
      guard !all.contains(where: { $0.name == name }) else { continue }
      all.append(
        .init(
          name: name, isEndpoint: endpoint != nil, prices: prices.tokens, source: prices.sentence))
    }
    return all
  }
}
