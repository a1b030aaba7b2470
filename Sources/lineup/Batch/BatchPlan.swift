import Configuration
import JSON
import Prompts
import SessionLog

/// What a batch asks: every model, with every number of examples, every row of inputs.
struct BatchPlan {
  var template: PromptTemplate
  /// Values by variable, the defaults filled in; other columns are among them.
  var rows: [DataRow]
  /// Numbers of examples, each once.
  var shots: [Int]
  /// Each once.
  var models: [ModelArgument]
  /// As sessions record the prompt file.
  let prompt: JSONValue

  init(
    template: PromptTemplate, rows: [DataRow], shots: [Int], models: [ModelArgument]
  ) {
    self.template = template
    self.rows = rows.map { DataRow(template.completed($0.values), line: $0.line) }
    self.shots = shots
    self.models = models
    prompt = template.json
  }

  /// Models times numbers of examples, in the order in which they are asked.
  var cells: [BatchCell] {
    models.indices.flatMap { model in shots.map { BatchCell(model: model, shots: $0) } }
  }

  var jobCount: Int { models.count * shots.count * rows.count }

  /// Whether it can be told of any answer whether it is as expected.
  var canCheck: Bool {
    guard let expect = template.expect else { return false }
    return rows.contains { expect.canCheck(given: Set($0.values.keys)) }
  }

  /// The names of the columns: the prompt's variables, then others.
  var columns: [String] {
    let first = template.variables.map(\.name)
    var others: Set<String> = []
    for row in rows { others.formUnion(row.values.keys) }
    return first + others.subtracting(first).sorted()
  }

  /// What a row is recognised by in a session: its values, byte for byte.
  static func key(_ values: [String: String]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      bytes += "\(name.utf8.count) \(value.utf8.count) ".utf8
      bytes += name.utf8
      bytes += value.utf8
    }
    return bytes
  }

  /// Tokens that a context has to hold for the longest of the prompts and its answer, estimated
  /// from above: no token is shorter than a byte.
  ///
  /// - Parameter predict: tokens of an answer.
  func contextBound(predict: Int, system: String?) -> Int {
    // What chat templates put around a message, and before all.
    let perMessage = 64
    let around = 1024
    let examples = shots.max() ?? 0
    var longest = 0
    for row in rows {
      guard let filled = try? template.filled(row.values, shots: 0) else { continue }
      let bytes = filled.user.utf8.count + (filled.system?.utf8.count ?? 0)
      longest = max(longest, bytes)
    }
    let shown = (try? template.filled(rows.first?.values ?? [:], shots: examples))?.examples ?? []
    let shownBytes = shown.reduce(0) {
      $0 + $1.user.utf8.count + $1.output.utf8.count + 2 * perMessage
    }
    let separators = (template.separators ?? .standard(for: template.user))
    let between =
      (separators.question + separators.answer + separators.example).utf8.count
      * (shown.count + 1)
    return longest + shownBytes + between + (system?.utf8.count ?? 0) + around + predict
  }
}

/// A model with a number of examples: a row of the table that a batch ends with.
struct BatchCell: Hashable {
  /// Which of the plan's models.
  var model: Int
  var shots: Int
}

/// One answer that a batch asks for.
struct BatchJob: Hashable {
  var cell: BatchCell
  /// Which of the plan's rows.
  var row: Int
}

// MARK: In sessions

/// What makes a session one of a batch: the first thing it says.
struct BatchRecord: Equatable {
  /// The prompt file's content and the settings that were chosen: only under the same are answers
  /// taken over.
  var recipe: String
  /// The same, and models, numbers of examples and rows.
  var batch: String

  /// - Parameter book: knows what servers are asked for besides.
  init(_ plan: BatchPlan, _ settings: PaneSettings, _ book: EndpointBook) {
    var digest = Digest()
    digest.add(plan.prompt.write().utf8)
    for entry in settings.entries where entry.name != "shots" && entry.name != "prompt" {
      digest.add("\(entry.name) \(entry.value.write())".utf8)
    }
    for endpoint in plan.models.compactMap(\.endpoint) {
      guard let body = book.split(endpoint)?.endpoint.endpoint.body, !body.isEmpty else { continue }
      digest.add("\(endpoint) \(JSONValue.object(body).write())".utf8)
    }
    recipe = digest.text
    for model in plan.models { digest.add(model.place.id.utf8) }
    digest.add("\(plan.shots)".utf8)
    for row in plan.rows { digest.add(BatchPlan.key(row.values)) }
    batch = digest.text
  }

  /// Nil where an event is another.
  init?(_ event: SessionEvent) {
    guard case .unknown("batch", let fields) = event.body else { return nil }
    func text(_ name: String) -> String? {
      guard case .string(let text) = fields.first(where: { $0.key == name })?.value else {
        return nil
      }
      return text
    }
    guard let recipe = text("recipe"), let batch = text("batch") else { return nil }
    self.recipe = recipe
    self.batch = batch
  }

  func event(_ plan: BatchPlan) -> SessionEvent.Body {
    .unknown(
      type: "batch",
      fields: [
        JSONField("prompt", .string(plan.template.name)),
        JSONField("models", .array(plan.models.map { .string($0.place.id) })),
        JSONField("shots", .array(plan.shots.map { .integer($0) })),
        JSONField("inputs", .integer(plan.rows.count)),
        JSONField("recipe", .string(recipe)), JSONField("batch", .string(batch)),
      ])
  }

  /// FNV-1a over 64 bits (Fowler, Noll and Vo 1991): it is to tell apart what somebody changed, not
  /// to withstand anybody.
  private struct Digest {
    private var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ bytes: some Sequence<UInt8>) {
      for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
      // So that two texts are not the same as both of them in one.
      value = (value ^ 0x1_00) &* 0x100_0000_01B3
    }

    var text: String {
      let digits = String(value, radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
  }
}
