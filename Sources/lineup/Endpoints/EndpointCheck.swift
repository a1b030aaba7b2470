import Cells
import JSON
import OpenAIClient

/// What a server answered, for people and programs.
struct EndpointCheck {
  let endpoint: KnownEndpoint
  let answer: EndpointQuestion.Answer

  /// What should answer and does not. Servers of this machine that nobody set up may well not run.
  var isFailure: Bool {
    switch answer.outcome {
    case .models: false
    case .absent: !endpoint.isPreset
    case .refused: !endpoint.isPreset || endpoint.host != nil
    }
  }

  /// A line each.
  static func text(_ checks: [EndpointCheck], width: Int?) -> String {
    let names = checks.map { Amounts.width($0.endpoint.name) }.max() ?? 0
    return checks.map { check in
      let line = Amounts.padded(check.endpoint.name, names) + "  " + check.sentence
      // A reason is told whole; a list of models need not be.
      guard let width, check.answer.models != nil else { return line + "\n" }
      return SafeText(line).elidingEnd(to: width).string + "\n"
    }.joined()
  }

  /// "3 models in 12 ms: a, b, c"
  private var sentence: String {
    switch answer.outcome {
    case .absent: return "nothing listens at \(endpoint.address.place); is it running?"
    case .refused(let sentence): return sentence
    case .models(let models):
      let count = "\(models.count) \(models.count == 1 ? "model" : "models")"
      let start = "answers in \(Amounts.decimal(answer.seconds * 1000)) ms with \(count)"
      let missing = endpoint.models.filter { name in !models.contains { $0.id == name } }
      let told =
        missing.isEmpty || models.isEmpty
        ? "" : "; it does not list \(missing.prefix(5).joined(separator: ", "))"
      let list = models.prefix(50).map(\.id).joined(separator: ", ")
      return start + told + (models.isEmpty ? "" : ": " + list + (models.count > 50 ? ", …" : ""))
    }
  }

  /// As `lineup endpoints check --help` documents it.
  var json: JSONValue {
    let state: String
    var problem: String?
    switch answer.outcome {
    case .models: state = "ok"
    case .absent:
      state = "absent"
      problem = sentence
    case .refused(let sentence):
      state = "failed"
      problem = sentence
    }
    let models = answer.models?.map { model in
      JSONValue.object([
        JSONField("id", .string(model.id)),
        JSONField("context", model.contextLength.map(JSONValue.integer) ?? .null),
      ])
    }
    return .object([
      JSONField("name", .string(endpoint.name)), JSONField("url", .string(endpoint.endpoint.url)),
      JSONField("state", .string(state)),
      JSONField("ms", answer.models == nil ? .null : .number(answer.seconds * 1000)),
      JSONField("models", models.map(JSONValue.array) ?? .null),
      JSONField("problem", problem.map(JSONValue.string) ?? .null),
    ])
  }
}
