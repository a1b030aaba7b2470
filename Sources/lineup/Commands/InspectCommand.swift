import ArgumentParser
import Cells
import GGUF
import Inference
import JSON
import SessionLog

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Show what a model file holds and what it takes in memory.",
    discussion: """
      Reads the header only. With --json prints one object: {"name", "architecture", "parameters", \
      "quantisation", "file_bytes" (of all parts), "parts" (files the model is in), "weight_bytes" (of \
      tensors in the file), "context_length", \
      "vocabulary", "tokenizer", "chat_template", "tensors" {type: count}, "memory" {"weights" \
      (repacked), "kv_per_token", "kv", "scratch", "total", "available", "fits", "context"}, \
      "metadata" {key: value; an array of more than 16 elements as {"type", "count"}}, "sha256" \
      (null until it was worked out, which the playground does when it has nothing to do), "problem" \
      (why Lineup can't run the model, or null)}. What is not known is null. A damaged file is an \
      error. A system of the catalogue that is not here is planned from its published shape: \
      "planned" is true then, and "weight_bytes" what its tensors would take in a file.
      """)

  @Argument(
    help: "The model: a path, a name, or a system that lineup models lists.",
    completion: Completions.inspected)
  var model: String
  @Flag(help: "Print one JSON object.")
  var json = false
  @Option(
    name: [.customShort("c"), .long],
    help: "Tokens of context to plan memory for. (the model's, at most 8192)")
  var ctxSize: Int?
  @Option(
    help: ArgumentHelp(
      """
      Plan a system of the catalogue with its weights stored so, whether it is here or not: \
      \(ModelOutline.quantisations.joined(separator: ", ")).
      """, valueName: "type"), completion: .list(ModelOutline.quantisations))
  var quantisation: String?

  func validate() throws {
    if let ctxSize, ctxSize < 1 { throw ValidationError("--ctx-size must be 1 or more.") }
    let known = ModelOutline.quantisations
    if let quantisation, !known.contains(quantisation.uppercased()) {
      throw ValidationError(
        "--quantisation must be one of \(known.joined(separator: ", ")), not \(quantisation).")
    }
  }

  func run() throws {
    if let plan = try planned() {
      if json { write(plan.json) } else { FileHandleOutput.standard.write(plan.text) }
      return
    }
    let argument = try ModelArgument(model, folder: Places.ofUser.models)
    let report: InspectReport
    do {
      report = try InspectReport(argument, contextSize: ctxSize)
    } catch {
      throw Failure("\(argument.path): \(error)")
    }
    if json {
      write(report.json)
    } else {
      FileHandleOutput.standard.write(SafeText(report.text).string)
    }
  }
}

extension InspectCommand {
  /// The plan of a system that is not here, or is to be planned in another form; nil for a file.
  private func planned() throws -> RowPlan? {
    let isPath = model.contains("/") || model.hasSuffix(".gguf")
    let local = LocalModels.ofUser
    if quantisation == nil, isPath || local.has(model) { return nil }
    let row = isPath ? nil : Catalogue.ofUser.row(named: model)
    // The name may have been written in other letters.
    if quantisation == nil, let row, local.has(row.name) { return nil }
    guard let row else {
      guard quantisation == nil else {
        throw Failure(
          "--quantisation plans a system of the catalogue, and \(model) is none; lineup models lists "
            + "them", status: 2)
      }
      return nil
    }
    return try RowPlan(
      row, quantisation: quantisation?.uppercased(), contextSize: ctxSize, left: Machine.memoryLeft)
  }
}

/// What `lineup inspect` says of a model file.
private struct InspectReport {
  let argument: ModelArgument
  let file: GGUFFile
  /// nil for a model that is whole, but of a kind that can't be run.
  let header: ModelHeader?
  let problem: ModelError?
  let memory: MemoryPlan?
  let left = Machine.memoryLeft
  private var sum: String? { SumCache(try? Places.ofUser.sums).sum(argument.path) }

  init(_ argument: ModelArgument, contextSize: Int?) throws(ModelError) {
    self.argument = argument
    do {
      file = try GGUFFile(path: argument.path)
    } catch {
      throw .file(error)
    }
    do {
      let header = try ModelHeader(file)
      let trained = header.configuration.contextLength
      if let contextSize, contextSize > trained {
        throw ModelError.contextTooLong(contextSize, trained: trained)
      }
      self.header = header
      memory = header.memory(contextSize: contextSize ?? header.configuration.defaultContext)
      problem = nil
    } catch let error as ModelError where error.isUnsupported {
      header = nil
      memory = nil
      problem = error
    } catch let error as ModelError {
      throw error
    } catch {
      throw .unsupportedFeature("\(error)")
    }
  }

  private var metadata: Metadata { file.metadata }

  private func text(_ key: String) -> String? { try? metadata.stringIfPresent(key) }

  private var name: String { text("general.name") ?? argument.name }

  private var contextLength: Int? {
    header?.configuration.contextLength
      ?? text("general.architecture").flatMap {
        try? metadata.uintIfPresent($0 + ".context_length")
      }
  }

  private var vocabulary: Int? {
    header?.configuration.vocabulary
      ?? (try? metadata.stringsIfPresent("tokenizer.ggml.tokens"))?.count
  }

  /// "gpt2 (smollm)": the kind of tokenizer, and how it cuts words where that matters.
  private var tokenizer: String? {
    text("tokenizer.ggml.model").map { kind in
      guard kind == "gpt2" else { return kind }
      let pre = text("tokenizer.ggml.pre") ?? ""
      return "\(kind) (\(pre.isEmpty ? "default: the file names none" : pre))"
    }
  }

  /// How many tensors there are of each type, the most first.
  private var types: [(name: String, count: Int)] {
    let counts = Dictionary(grouping: file.tensors, by: \.type.name).mapValues(\.count)
    return counts.map { ($0.key, $0.value) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
  }

  // MARK: JSON

  var json: JSONValue {
    func string(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    func integer(_ value: Int?) -> JSONValue { value.map { .integer($0) } ?? .null }
    return .object([
      JSONField("name", .string(name)),
      JSONField("architecture", string(text("general.architecture"))),
      JSONField("parameters", .integer(file.parameterCount)),
      JSONField("quantisation", string(file.quantisation)),
      JSONField("file_bytes", .integer(file.fileBytes)),
      JSONField("parts", .integer(file.partCount)),
      JSONField("weight_bytes", .integer(file.tensorDataBytes)),
      JSONField("context_length", integer(contextLength)),
      JSONField("vocabulary", integer(vocabulary)),
      JSONField("tokenizer", string(text("tokenizer.ggml.model"))),
      JSONField("chat_template", string(text("tokenizer.chat_template"))),
      JSONField("tensors", .object(types.map { JSONField($0.name, .integer($0.count)) })),
      JSONField("memory", memory.map { $0.json(available: left.bytes) } ?? .null),
      JSONField("metadata", .object(metadata.keys.map { JSONField($0, json(metadata[$0])) })),
      JSONField("sha256", string(sum)),
      JSONField("problem", string(problem.map { "\($0)" })),
    ])
  }

  private func json(_ value: MetadataValue?) -> JSONValue {
    switch value {
    case .uint8(let value): .integer(Int(value))
    case .int8(let value): .integer(Int(value))
    case .uint16(let value): .integer(Int(value))
    case .int16(let value): .integer(Int(value))
    case .uint32(let value): .integer(Int(value))
    case .int32(let value): .integer(Int(value))
    case .uint64(let value): JSONValue(value)
    case .int64(let value): .integer(Int(value))
    case .float32(let value): JSONValue(value)
    case .float64(let value): value.isFinite ? .number(value) : .null
    case .bool(let value): .bool(value)
    case .string(let value): .string(value.text)
    case .array(let array): json(array)
    case nil: .null
    }
  }

  private func json(_ array: MetadataArray) -> JSONValue {
    guard array.count <= 16 else {
      return .object([
        JSONField("type", .string(array.elementType.name)),
        JSONField("count", .integer(array.count)),
      ])
    }
    let elements: [JSONValue]? =
      array.strings.map { $0.map { .string(String(decoding: $0, as: UTF8.self)) } }
      ?? array.integers.map { $0.map { .integer($0) } }
      ?? array.floats.map { $0.map { JSONValue($0) } }
      ?? array.bools.map { $0.map { .bool($0) } }
    return elements.map { .array($0) } ?? .null
  }

  // MARK: Text

  var text: String {
    var rows: [(String, String)] = [
      ("name", name), ("file", argument.path),
      ("architecture", text("general.architecture") ?? "unknown"),
      ("parameters", "\(file.parameterCount) (\(Amounts.count(file.parameterCount)))"),
      ("quantisation", file.quantisation ?? "none"),
      (
        "size",
        "\(Amounts.bytes(file.fileBytes)), \(Amounts.bytes(file.tensorDataBytes)) of it weights"
          + (file.partCount > 1 ? ", in \(file.partCount) parts" : "")
      ),
      ("tensors", types.map { "\($0.count) × \($0.name)" }.joined(separator: ", ")),
      ("context", contextLength.map { "\($0) tokens" } ?? "unknown"),
      (
        "tokenizer",
        [tokenizer, vocabulary.map { "\($0) tokens" }].compactMap { $0 }
          .joined(separator: ", ")
      ),
      (
        "template",
        text("tokenizer.chat_template").map { "\($0.utf8.count) bytes of Jinja" }
          ?? "none: a base model, which continues text"
      ),
    ]
    if let memory { rows += memory.facts(left) }
    if let sum { rows.append(("SHA-256", sum)) }
    rows.append(("runs here", problem.map { "no: \($0)" } ?? "yes"))
    let facts = rows.map { Amounts.padded($0.0, 12) + " " + $0.1 }
    let values = metadata.keys.map { key in
      "  \(key) = \(Self.line(json(metadata[key])))"
    }
    return (facts + ["", "metadata"] + values).joined(separator: "\n") + "\n"
  }

  /// A value on one line, long texts cut.
  private static func line(_ value: JSONValue) -> String {
    if case .object = value { return value.write() }
    let text = value.write()
    return text.count <= 100 ? text : String(text.prefix(99)) + "…"
  }
}

extension ModelError {
  /// Whether the file may be well, and only Lineup can't run it.
  fileprivate var isUnsupported: Bool {
    switch self {
    case .unknownArchitecture, .unsupportedType, .unsupportedFeature, .unexpectedTensor: true
    case .tokenizer(.unknownModel), .tokenizer(.unknownPreTokenizer): true
    case .file(.missingKey(let key)): key.hasPrefix("tokenizer.ggml.")
    default: false
    }
  }
}
