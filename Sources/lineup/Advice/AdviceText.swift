import Configuration
import GenerationAPI

/// Advice for people.
struct AdviceText {
  let advice: Advice
  /// Questions that nobody answered.
  let assumed: [String]

  private var answers: AdviceAnswers { advice.answers }

  func text(width: Int) -> String {
    let sections: [(String, [String])] = [
      ("situation", situation), ("models", models), ("speed", speed), ("money", money),
      ("next", next),
    ]
    let label = 11
    var text = ""
    for (title, paragraphs) in sections where !paragraphs.isEmpty {
      for (index, paragraph) in paragraphs.enumerated() {
        // What is to be pasted stays on its line.
        let lines =
          paragraph.hasPrefix("  ")
          ? [paragraph] : RowCard.wrapped(paragraph, width: max(20, width - label))
        for (number, line) in lines.enumerated() {
          text += Amounts.padded(index == 0 && number == 0 ? title : "", label) + line + "\n"
        }
      }
      text += "\n"
    }
    return text
  }

  // MARK: Which of the ways

  var situation: [String] {
    var lines: [String]
    switch advice.situation {
    case .ownModel:
      lines = ["a small model of your own"] + Self.small
    case .ownServer:
      lines = [
        "in between: open weights on a server of your own",
        "for it: what customers and the law want kept stays in the house, and vLLM, llama-server or "
          + "Ollama carry models that one machine does not hold",
        "against it: somebody runs the server, and what it runs is weaker than the largest behind APIs; "
          + "best are models trained to follow instructions, with zero-, one- and few-shot prompts",
      ]
    case .api:
      lines = ["an API"] + Self.remote
    case .either:
      lines =
        ["a small model of your own first, and an API beside it to see what it lacks"]
        + Self.small.map { "the small one, " + $0 } + Self.remote.map { "the API, " + $0 }
    }
    if answers.quality == .best {
      switch answers.data {
      case .nowhere:
        lines.append(
          "the best there is stands behind APIs; where nothing may leave, it is the largest open weights "
            + "that fit, and a large company trains and serves its own on its own GPUs")
      case .server:
        lines.append("a large company goes further: its own data, its own GPUs, its own training")
      case .anywhere: break
      }
    }
    if !assumed.isEmpty {
      lines.append("not asked and not said, so taken as usual: \(assumed.joined(separator: ", "))")
    }
    return lines
  }

  private static let small = [
    "for it: output as you want it, cheap to tune, processors suffice, the data stays",
    "against it: weaker, and it wants data of the task (examples in the prompt, then tuning) and people",
  ]
  private static let remote = [
    "for it: strong at once, no staff for it, paid as it is used",
    "against it: quotas, dependence on the provider's servers, and the data leaves the house",
  ]

  // MARK: Models

  var models: [String] {
    guard !advice.models.isEmpty else {
      guard let least = advice.tooLarge else {
        return ["the catalogue has none of that quality that can be had"]
      }
      return [
        "none of that quality fits \(Amounts.bytes(answers.machine.memory)): the smallest, "
          + "\(least.row.title), takes \(sum(least))"
      ]
    }
    let intro =
      "on \(answers.machine.text); memory for a context of "
      + "\(advice.models[0].memory.contextSize) tokens"
    return [intro]
      + advice.models.flatMap { model in
        var facts = [
          CatalogueRow.text(parameters: model.parameters), model.row.licence,
          model.isHere ? "here" : nil,
        ].compactMap(\.self)
        if let active = model.row.activeParameters {
          facts.insert("\(CatalogueRow.text(parameters: active)) of them for a token", at: 1)
        }
        return [
          "\(model.row.name): \(model.row.title), \(facts.joined(separator: ", "))",
          "– \(sum(model))" + others(model),
        ] + (time(model).map { ["– " + $0] } ?? [])
      }
  }

  private func sum(_ model: AdvisedModel) -> String {
    let memory = model.memory
    return
      "weights \(Amounts.bytes(memory.weights)) (\(model.quantisation)) + KV cache "
      + "\(Amounts.bytes(memory.kv)) + work space \(Amounts.bytes(memory.scratch)) = "
      + Amounts.bytes(memory.total)
  }

  private func others(_ model: AdvisedModel) -> String {
    let others = zip(RowMemory.quantisations, model.totals).compactMap { name, total in
      name == model.quantisation ? nil : total.map { "\(name) \(Amounts.bytes($0))" }
    }
    return others.isEmpty ? "" : "; \(others.joined(separator: ", "))"
  }

  private func time(_ model: AdvisedModel) -> String? {
    guard let time = model.time else { return nil }
    let day =
      time.fitsDay
      ? "a day's \(answers.requests) take \(Self.hours(time.hours))"
      : "a day's \(answers.requests) take \(Self.hours(time.hours)), which no day has: fewer requests, "
        + "a smaller model, or \(Int(min(time.hours / 24, 1e6).rounded(.up))) such machines"
    return
      "reads \(Amounts.decimal(time.prefill)) and writes \(Amounts.decimal(time.decode)) tokens a "
      + "second: \(Self.seconds(time.seconds)) a request, \(day)"
  }

  static func seconds(_ value: Double) -> String { "\(Amounts.decimal(value)) s" }

  static func hours(_ value: Double) -> String {
    value < 1 ? "\(Amounts.decimal(value * 60)) min" : "\(Amounts.decimal(value)) h"
  }

  // MARK: Speed and money

  var speed: [String] {
    guard answers.machine.isThis else {
      return ["nobody measured that machine; lineup advise there, or lineup bench MODEL, does"]
    }
    guard let rate = advice.facts.rate else {
      return ["not measured; --measure does, in some seconds, with a model that is here"]
    }
    return [
      "measured with \(rate.model): \(Amounts.decimal(rate.prefill)) tokens a second read, "
        + "\(Amounts.decimal(rate.decode)) written, which is "
        + "\(Amounts.decimal(rate.bytesPerSecond * 1e-9)) GB of weights a second",
      "others are scaled from that: writing by the bytes of weights a token reads, reading by the "
        + "parameters of the layers it goes through; they are estimates, for one request after the other (several at a time "
        + "share what is read, and are faster)",
    ]
  }

  var money: [String] {
    let tokens =
      "\(answers.requests) requests a day, each \(answers.tokensIn) tokens in and "
      + "\(answers.tokensOut) out, make "
      + "\(Amounts.count(Self.product(answers.requestsOfMonth, answers.tokensIn))) in and "
      + "\(Amounts.count(Self.product(answers.requestsOfMonth, answers.tokensOut))) out in "
      + "\(AdviceAnswers.daysOfMonth) days"
    var lines = [tokens]
    lines += advice.costs.map {
      "\($0.model.name): \($0.cost.roundText) a month (\($0.model.source))"
    }
    if answers.data != .nowhere {
      lines.append(
        advice.costs.isEmpty
          ? "no price is known: give --price-input and --price-output, of a million tokens, or put "
            + "prices into config.yaml"
          : "reasoning counts as output, and tokens are each model's own")
    }
    guard let machine = advice.machineCost else { return lines }
    var line =
      "this machine with \(machine.model.row.name): \(Self.hours(machine.hours)) of computing a month"
    if let energy = machine.kilowattHours { line += ", \(Amounts.decimal(energy)) kWh" }
    if let price = machine.price { line += ", \(Amounts.decimal(price)) for power" }
    if machine.kilowattHours == nil { line += " (--watt and --kwh-price say what its power costs)" }
    lines.append(line + "; the machine itself and people's time are not counted")
    return lines
  }

  /// Never more than a number holds.
  static func product(_ a: Int, _ b: Int) -> Int {
    let (value, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? .max : value
  }

  // MARK: Next

  var next: [String] {
    advice.next.map { "  " + $0 } + [
      "nobody knows beforehand whether a model is good enough for a task: the last line measures it, with "
        + "a prompt of yours (lineup prompts new NAME) and rows of inputs with what is expected"
    ]
  }
}
