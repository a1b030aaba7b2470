import JSON

/// Advice for programs, as `lineup advise --help` documents it.
extension AdviceText {
  var json: JSONValue {
    let answers = advice.answers
    return .object([
      JSONField(
        "answers",
        .object([
          JSONField("data", .string(answers.data.rawValue)),
          JSONField("cores", .integer(answers.machine.cores)),
          JSONField("memory", .integer(answers.machine.memory)),
          JSONField("this_machine", .bool(answers.machine.isThis)),
          JSONField("requests", .integer(answers.requests)),
          JSONField("tokens_in", .integer(answers.tokensIn)),
          JSONField("tokens_out", .integer(answers.tokensOut)),
          JSONField("quality", .string(answers.quality.rawValue)),
        ])),
      JSONField("assumed", CatalogueJSON.texts(assumed)),
      JSONField("situation", .string(advice.situation.rawValue)),
      JSONField("says", CatalogueJSON.texts(situation)),
      JSONField("models", .array(advice.models.map(Self.json))),
      JSONField("too_large", advice.tooLarge.map(Self.json) ?? .null),
      JSONField(
        "measured",
        advice.facts.rate.map { rate in
          .object([
            JSONField("model", .string(rate.model)),
            JSONField("prefill_tps", .number(rate.prefill)),
            JSONField("tps", .number(rate.decode)),
            JSONField("bytes_per_token", .integer(rate.bytesPerToken)),
          ])
        } ?? .null),
      JSONField(
        "costs",
        .array(
          advice.costs.map { cost in
            .object([
              JSONField("model", .string(cost.model.name)),
              JSONField("month", .number(cost.cost.amount)),
              JSONField("currency", .string(cost.cost.currency)),
              JSONField("source", .string(cost.model.source)),
            ])
          })),
      JSONField(
        "machine",
        advice.machineCost.map { cost in
          .object([
            JSONField("model", .string(cost.model.row.name)),
            JSONField("hours", .number(cost.hours)),
            JSONField("kwh", cost.kilowattHours.map(JSONValue.number) ?? .null),
            JSONField("price", cost.price.map(JSONValue.number) ?? .null),
          ])
        } ?? .null),
      JSONField("next", CatalogueJSON.texts(advice.next)),
    ])
  }

  private static func json(_ model: AdvisedModel) -> JSONValue {
    let memory = model.memory
    return .object([
      JSONField("name", .string(model.row.name)),
      JSONField("parameters", .integer(model.parameters)),
      JSONField("quantisation", .string(model.quantisation)),
      JSONField("here", .bool(model.isHere)),
      JSONField(
        "memory",
        .object([
          JSONField("weights", .integer(memory.weights)), JSONField("kv", .integer(memory.kv)),
          JSONField("scratch", .integer(memory.scratch)),
          JSONField("total", .integer(memory.total)),
          JSONField("context", .integer(memory.contextSize)),
        ])),
      JSONField(
        "time",
        model.time.map { time in
          .object([
            JSONField("prefill_tps", .number(time.prefill)), JSONField("tps", .number(time.decode)),
            JSONField("seconds", .number(time.seconds)),
            JSONField("hours_a_day", .number(time.hours)),
            JSONField("fits_day", .bool(time.fitsDay)),
          ])
        } ?? .null),
    ])
  }
}
