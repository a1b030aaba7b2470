import Configuration
import GenerationAPI

/// What there is to choose from, gathered before anything is decided.
struct AdviceFacts {
  var rows: [CatalogueRow]
  /// Names of rows whose files are here.
  var here: Set<String>
  var rate: MeasuredRate?
  /// What is charged for a million tokens.
  var prices: [PricedModel]
  var power: PowerPrice?

  struct PricedModel: Equatable {
    /// As a pane names it, "lab/llama"; else what it is called.
    var name: String
    var isEndpoint: Bool
    var prices: TokenPrices
    /// Where they are written.
    var source: String
  }

  /// What the machine draws and what that costs.
  struct PowerPrice: Equatable {
    var watt: Double
    /// Of a kilowatt-hour; nil where it was not said.
    var price: Double?
  }
}

/// What fits a situation: given answers and facts, the same advice.
struct Advice {
  enum Situation: String {
    case ownModel = "own_model"
    case ownServer = "own_server"
    case api
    /// The task may be small enough for a small model.
    case either
  }

  struct MonthlyCost {
    var model: AdviceFacts.PricedModel
    var cost: Cost
  }

  /// What a model takes of this machine in a month: the first that answers a day's requests in a day.
  struct MachineCost {
    var model: AdvisedModel
    var hours: Double
    var kilowattHours: Double?
    var price: Double?
  }

  let answers: AdviceAnswers
  let facts: AdviceFacts
  let situation: Situation
  /// One of each size, the smallest first.
  let models: [AdvisedModel]
  /// The one of the wanted quality that takes least, where none fits.
  let tooLarge: AdvisedModel?
  let costs: [MonthlyCost]
  let machineCost: MachineCost?

  init(_ answers: AdviceAnswers, _ facts: AdviceFacts) {
    self.answers = answers
    self.facts = facts
    situation =
      switch (answers.data, answers.quality) {
      case (.nowhere, _): .ownModel
      case (.server, _): .ownServer
      case (.anywhere, .narrow): .either
      case (.anywhere, _): .api
      }
    let rate = answers.machine.isThis ? facts.rate : nil
    let all = facts.rows.filter(\.hasWeights).compactMap {
      AdvisedModel($0, answers, rate, isHere: facts.here.contains($0.name))
    }
    func ofSize(_ size: Range<Double>) -> [AdvisedModel] {
      all.filter { size.contains(Double($0.parameters) / 1e9) }
        .filter { $0.isInstructed || answers.quality == .narrow && $0.isHere }
    }
    models = answers.quality.sizes.compactMap { size in
      ofSize(size).filter { $0.fits(answers.machine) }.min { $0.isBetter(than: $1) }
    }
    tooLarge =
      models.isEmpty
      ? answers.quality.sizes.flatMap(ofSize).min { $0.memory.total < $1.memory.total } : nil
    costs =
      answers.data == .nowhere
      ? []
      : facts.prices.map { model in
        let amount = model.prices.amount(prompt: answers.tokensIn, generated: answers.tokensOut)
        return MonthlyCost(
          model: model,
          cost: Cost(
            amount: amount * Double(answers.requestsOfMonth), currency: model.prices.currency))
      }.sorted { $0.cost.amount < $1.cost.amount }
    let costed = models.first { $0.time?.fitsDay == true } ?? models.first
    machineCost = costed.flatMap { model in
      guard let time = model.time else { return nil }
      let hours = time.hours * Double(AdviceAnswers.daysOfMonth)
      let energy = facts.power.map { $0.watt * hours / 1000 }
      return MachineCost(
        model: model, hours: hours, kilowattHours: energy,
        price: energy.flatMap { energy in facts.power?.price.map { $0 * energy } })
    }
  }

  // MARK: What to try next

  /// Command lines.
  var next: [String] {
    let here = facts.here.contains("smollm2") ? ["smollm2"] : []
    var lines: [String] = []
    var named = here
    // The first that is not here: another than those that come along.
    for model in models where !named.contains(model.row.name) {
      if model.isHere {
        named.append(model.row.name)
      } else if !lines.contains(where: { $0.hasPrefix("lineup models pull") }) {
        lines.append("lineup models pull \(model.row.name)")
        named.append(model.row.name)
      }
    }
    switch situation {
    case .ownModel: break
    case .ownServer:
      lines.append("lineup endpoints check vllm")
      named.append("vllm/MODEL")
    case .api, .either:
      named.append(costs.first { $0.model.isEndpoint }?.model.name ?? "openai/MODEL")
    }
    guard !named.isEmpty else { return lines }
    let models = named.joined(separator: " ")
    let flag = answers.data == .nowhere ? " --local-only" : ""
    return lines + [
      "lineup \(models)\(flag)",
      "lineup run \(models) --prompt NAME --inputs FILE.jsonl --shots 0,3\(flag)",
    ]
  }
}
